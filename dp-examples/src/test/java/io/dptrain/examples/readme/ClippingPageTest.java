package io.dptrain.examples.readme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

class ClippingPageTest {
  private static final Page PAGE = new Page("docs/clipping.md");

  @TempDir private Path folder;

  @Test
  void page_everyBlock_isCompiledCode() throws IOException {
    assertThat(PAGE.javaBlocks())
        .isNotEmpty()
        .isEqualTo(
            PAGE.regions("dp-examples/src/test/java/io/dptrain/examples/readme/ClippingPage.java"));
  }

  /**
   * Two steps of Adam at the learning rate 0.1. Its powers of beta advance at any time in a run,
   * before they are read or after: by its formula, a first step is then from 0.05 to 0.142.
   */
  @Test
  void stable_batchThatIsNotANumber_stopsBeforeItsUpdate() throws IOException {
    try (Graph graph = new Graph();
        Session session = new Session(graph);
        TFloat32 good = TFloat32.scalarOf(100);
        TFloat32 bad = TFloat32.scalarOf(Float.NaN)) {
      Ops tf = Ops.create(graph);
      Placeholder<TFloat32> x = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
      Variable<TFloat32> weight = tf.variable(tf.constant(0f));
      Operand<TFloat32> loss = tf.math.square(tf.math.sub(weight, x));
      List<TFloat32> batches = List.of(good, good, bad, good);
      assertThat(ClippingPage.stable(graph, session, x, loss, batches, folder)).isEqualTo(3);
      try (Result result = session.runner().fetch(weight).run()) {
        assertThat(((TFloat32) result.get(0)).getFloat()).isBetween(0.1f, 0.29f);
      }
      try (Stream<Path> files = Files.list(folder)) {
        assertThat(files).hasSize(1);
      }
    }
  }

  @Test
  void monitored_batchThatIsNotANumber_changesNothing() {
    try (Graph graph = new Graph();
        Session session = new Session(graph);
        TFloat32 bad = TFloat32.scalarOf(Float.NaN)) {
      Ops tf = Ops.create(graph);
      Placeholder<TFloat32> x = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
      Variable<TFloat32> weight = tf.variable(tf.constant(3f));
      Operand<TFloat32> loss = tf.math.square(tf.math.sub(weight, x));
      ClippingPage.monitored(graph, session, x, loss, bad, 100, folder);
      try (Result result = session.runner().fetch(weight).run()) {
        assertThat(((TFloat32) result.get(0)).getFloat()).isEqualTo(3);
      }
    }
  }
}
