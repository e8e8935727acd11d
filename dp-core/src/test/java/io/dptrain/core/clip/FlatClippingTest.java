package io.dptrain.core.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.accountant.event.NeighboringRelation;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;

class FlatClippingTest {
  /**
   * What the norm may be off by in single precision, and more: the clipping keeps this distance.
   */
  private static final double MARGIN = 1e-5;

  @ParameterizedTest
  @ValueSource(doubles = {1e-8, 1e-3, 1, 1.5, 1e6, 1e15})
  void factors_anyNorm_clippedNormNeverAboveTheClipNorm(double clipNorm) {
    Random random = new Random(4);
    float[] norms = new float[1000];
    for (int i = 0; i < norms.length; i++) {
      norms[i] = (float) (clipNorm * Math.exp(3 * random.nextGaussian()));
    }
    norms[0] = (float) clipNorm;
    norms[1] = Math.nextUp((float) clipNorm);
    norms[2] = Math.nextDown((float) clipNorm);
    float[] factors = factors(clipNorm, squares(norms));
    for (int i = 0; i < norms.length; i++) {
      double clipped = (double) factors[i] * norms[i];
      assertThat(clipped).as("norm %s", norms[i]).isLessThanOrEqualTo(clipNorm);
      assertThat(clipped).isGreaterThanOrEqualTo(Math.min(norms[i], clipNorm) * (1 - MARGIN));
    }
  }

  @Test
  void factors_zeroGradient_isOne() {
    assertThat(factors(1, new float[] {0})).containsExactly(1f);
  }

  @Test
  void factors_normNotFinite_isZero() {
    float[] squared = {Float.NaN, Float.POSITIVE_INFINITY, -1f};
    assertThat(factors(1, squared)).containsExactly(0f, 0f, 0f);
  }

  @Test
  void factors_smallNorm_leavesTheGradientAlone() {
    assertThat(factors(1, new float[] {0.25f, 1e-30f})).containsExactly(1f, 1f);
  }

  @Test
  void factors_doublePrecision_clipsToTheClipNorm() {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      var factors = ClipFactors.clip(tf, tf.constant(new double[] {4, 1}), 2);
      try (Result result = session.runner().fetch(factors).run()) {
        TFloat64 values = (TFloat64) result.get(0);
        assertThat(values.getDouble(0)).isCloseTo(0.5, within(1e-11)).isLessThanOrEqualTo(0.5);
        assertThat(values.getDouble(1)).isEqualTo(1);
      }
    }
  }

  @Test
  void l2Sensitivity_addOrRemoveOne_isTheClipNorm() {
    assertThat(clipper().l2Sensitivity(NeighboringRelation.ADD_OR_REMOVE_ONE)).isEqualTo(1.5);
  }

  @Test
  void l2Sensitivity_replaceOne_isTwiceTheClipNorm() {
    assertThat(clipper().l2Sensitivity(NeighboringRelation.REPLACE_ONE)).isEqualTo(3.0);
  }

  private static Clipper clipper() {
    return Clipping.flat(1.5).forVariables(List.of());
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, 1e-13, 1e19, Double.NaN, Double.POSITIVE_INFINITY})
  void flat_clipNormOutOfDomain_isRefused(double clipNorm) {
    assertThatThrownBy(() -> Clipping.flat(clipNorm))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("l2ClipNorm")
        .hasMessageContaining(Double.toString(clipNorm));
  }

  /** Squares rounded upwards would hide an error in the factors, so they are rounded to nearest. */
  private static float[] squares(float[] norms) {
    float[] squared = new float[norms.length];
    for (int i = 0; i < norms.length; i++) {
      squared[i] = norms[i] * norms[i];
    }
    return squared;
  }

  private static float[] factors(double clipNorm, float[] squaredNorms) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      var factors = ClipFactors.clip(tf, tf.math.sqrt(tf.constant(squaredNorms)), clipNorm);
      try (Result result = session.runner().fetch(factors).run()) {
        float[] values = new float[squaredNorms.length];
        for (int i = 0; i < values.length; i++) {
          values[i] = ((TFloat32) result.get(0)).getFloat(i);
        }
        return values;
      }
    }
  }
}
