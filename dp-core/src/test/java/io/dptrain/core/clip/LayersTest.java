package io.dptrain.core.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.core.stability.clip.ClippedGradients;
import io.dptrain.core.stability.clip.GradientClipping;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.Optimizer.GradAndVar;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;

/** Which variables are clipped together where a strategy goes by layers. */
class LayersTest {
  private final Graph graph = new Graph();

  @AfterEach
  void close() {
    graph.close();
  }

  private static String layerOf(String name) {
    return name.substring(0, name.indexOf('_'));
  }

  @Test
  void perLayer_scopedAndUnscoped_namesEachWithoutASlash() {
    List<Output<?>> variables =
        List.of(variable("dense/kernel"), variable("scale"), variable("out/kernel"));
    assertThat(Clipping.perLayer(1).forVariables(variables).groupNames())
        .containsExactly("dense", "scale", "out");
  }

  static List<Clipping> byScope() {
    return List.of(
        Clipping.perLayer(1),
        Clipping.perLayer(Map.of("dense", 1.0)),
        Clipping.adaptiveQuantilePerLayer(0.5, 1));
  }

  /** They are two layers, and a map could not tell them apart. */
  @ParameterizedTest
  @MethodSource("byScope")
  void forVariables_variableNamedLikeAScope_isRefused(Clipping clipping) {
    List<Output<?>> variables = List.of(variable("dense/kernel"), variable("dense"));
    assertThatThrownBy(() -> clipping.forVariables(variables))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'dense'")
        .hasMessageContaining("rename");
  }

  @Test
  void byLayerNorm_variableNamedLikeAScope_isALayerOfItsOwn() {
    List<Output<?>> variables = List.of(variable("dense/kernel"), variable("dense"));
    assertThat(clipped(GradientClipping.byLayerNorm(1), variables)).containsExactly(1, 1);
  }

  @Test
  void layerOf_namesWithoutScopes_joinsTheVariablesOfALayer() {
    List<Output<?>> variables =
        List.of(variable("dense_kernel"), variable("dense_bias"), variable("out_kernel"));
    for (Clipping clipping :
        List.of(
            Clipping.perLayer(Math.sqrt(2), LayersTest::layerOf),
            Clipping.adaptiveQuantilePerLayer(0.5, Math.sqrt(2), LayersTest::layerOf))) {
      Clipper clipper = clipping.forVariables(variables);
      assertThat(clipper.groupNames()).containsExactly("dense", "out");
      double[][] gradient = clipper.clip(new double[][] {{3}, {4}, {5}}, new double[] {1, 1});
      double length = clipper.l2Bound() / Math.sqrt(2);
      assertThat(gradient[0][0]).isCloseTo(0.6 * length, within(1e-12));
      assertThat(gradient[1][0]).isCloseTo(0.8 * length, within(1e-12));
      assertThat(gradient[2][0]).isCloseTo(length, within(1e-12));
    }
    float share = (float) Math.sqrt(0.5);
    assertThat(clipped(GradientClipping.byLayerNorm(1, LayersTest::layerOf), variables))
        .containsExactly(new float[] {share, share, 1}, within(1e-6f));
  }

  @Test
  void layerOf_givesNull_isRefused() {
    List<Output<?>> variables = List.of(variable("w"));
    assertThatThrownBy(() -> Clipping.perLayer(1, name -> null).forVariables(variables))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("for w");
    assertThatThrownBy(() -> clipped(GradientClipping.byLayerNorm(1, name -> null), variables))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("for w");
  }

  /** A scalar by the name given, which {@code Ops} would change where it is a scope already. */
  private Output<TFloat32> variable(String name) {
    return graph
        .opBuilder("VariableV2", name, graph.baseScope())
        .setAttr("dtype", DataType.DT_FLOAT)
        .setAttr("shape", Shape.scalar())
        .build()
        .output(0);
  }

  /** What becomes of gradients that are 5 for each of some scalars. */
  private float[] clipped(GradientClipping clipping, List<Output<?>> variables) {
    Ops tf = Ops.create(graph).withSubScope("clipping");
    List<GradAndVar<?>> pairs = new ArrayList<>();
    for (Output<?> variable : variables) {
      Output<TFloat32> gradient = tf.constant(5f).asOutput();
      pairs.add(new GradAndVar<>(gradient, variable.expect(TFloat32.class)));
    }
    ClippedGradients clipped = clipping.clip(tf, pairs);
    try (Session session = new Session(graph)) {
      Session.Runner runner = session.runner();
      clipped.gradients().forEach(pair -> runner.fetch(pair.getGradient()));
      float[] values = new float[variables.size()];
      try (Result result = runner.run()) {
        for (int i = 0; i < values.length; i++) {
          values[i] = ((TFloat32) result.get(i)).getFloat();
        }
      }
      return values;
    }
  }
}
