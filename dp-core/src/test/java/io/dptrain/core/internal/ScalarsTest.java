package io.dptrain.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;

class ScalarsTest {

  @Test
  void like_eitherPrecision_isTheNearestNumberOfTheType() {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> single = Scalars.like(tf, 0.1, tf.constant(new float[] {1, 2}));
      Operand<TFloat64> twice = Scalars.like(tf, 0.1, tf.constant(new double[] {1, 2}));
      try (Result result = session.runner().fetch(single).fetch(twice).run()) {
        assertThat(((TFloat32) result.get(0)).getFloat()).isEqualTo(0.1f);
        assertThat(((TFloat64) result.get(1)).getDouble()).isEqualTo(0.1);
      }
    }
  }
}
