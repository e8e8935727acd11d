package io.dptrain.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.core.clip.Clipping;
import io.dptrain.core.noise.HostNoise;
import io.dptrain.core.noise.InGraphNoise;
import io.dptrain.core.noise.NoiseMechanism;
import io.dptrain.core.optimizer.DpOptimizer;
import io.dptrain.core.random.SecureBits;
import io.dptrain.core.random.SecureNoise;
import io.dptrain.core.sampling.PoissonSampling;
import io.dptrain.examples.bench.model.BenchModel;
import io.dptrain.examples.bench.model.BenchModels;
import io.dptrain.examples.bench.model.BuiltModel;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.framework.optimizers.Adam;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * The GPU build of TensorFlow has a kernel for every operation that {@link DpOptimizer} adds to a
 * graph, with the data types that it has there. Needs that build, from the Maven profile {@code
 * gpu}, and no GPU.
 *
 * <p>Every operation counts: backward pass, norms, clipping, noise, and what the wrapped optimizer
 * adds. No operation type is exempt; even {@code Placeholder} and {@code NoOp}, which compute
 * nothing, have a kernel for every device. Arguments and results of a kernel may be in host memory,
 * as TensorFlow does it with shapes and most tensors of {@code int32}.
 */
@Tag("gpu-build")
class GpuKernelsTest {
  /** Backward pass, norms, clipping, noise and update take more than these in every model. */
  private static final int LEAST_OPERATIONS = 100;

  private static final RegisteredKernels KERNELS = new RegisteredKernels();

  private enum Noise {
    HOST("Placeholder") {
      @Override
      NoiseMechanism create() {
        return HostNoise.of(SecureNoise.create());
      }
    },
    IN_GRAPH("StatelessRandomNormalV2") {
      @Override
      NoiseMechanism create() {
        return InGraphNoise.of(SecureBits.create());
      }
    };

    private final String opType;

    Noise(String opType) {
      this.opType = opType;
    }

    abstract NoiseMechanism create();
  }

  static Stream<Arguments> modelsAndNoise() {
    return BenchModels.all().stream()
        .flatMap(
            model ->
                Stream.of(Noise.values())
                    .map(noise -> Arguments.of(Named.of(model.name(), model), noise)));
  }

  @ParameterizedTest
  @MethodSource("modelsAndNoise")
  void minimize_aroundGradientDescent_addsOnlyWhatRunsOnGpu(BenchModel model, Noise noise) {
    List<NodeDef> added = added(model, noise, graph -> new GradientDescent(graph, 0.1f));
    assertComplete(added, noise.opType, "ApplyGradientDescent");
    assertOnGpu(model, added);
  }

  @ParameterizedTest
  @MethodSource("modelsAndNoise")
  void minimize_aroundAdam_addsOnlyWhatRunsOnGpu(BenchModel model, Noise noise) {
    List<NodeDef> added = added(model, noise, graph -> new Adam(graph, 0.1f));
    assertComplete(added, noise.opType, "ApplyAdam");
    assertOnGpu(model, added);
  }

  @Test
  void onGpu_knownOperations_isTrueForThoseWithKernel() {
    assertThat(KERNELS.onGpu("MatMul")).isTrue();
    assertThat(KERNELS.onGpu("Placeholder")).isTrue();
    assertThat(KERNELS.onGpu("MapDefun")).isFalse();
  }

  @Test
  void onGpu_productOfIntegers_isFalse() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      tf.withName("floats")
          .linalg
          .matMul(tf.constant(new float[1][1]), tf.constant(new float[1][1]));
      tf.withName("integers").linalg.matMul(tf.constant(new int[1][1]), tf.constant(new int[1][1]));
      assertThat(nodes(graph))
          .filteredOn(node -> node.getOp().equals("MatMul"))
          .filteredOn(KERNELS::onGpu)
          .extracting(NodeDef::getName)
          .containsExactly("floats");
    }
  }

  private static void assertComplete(List<NodeDef> added, String noise, String update) {
    assertThat(added).hasSizeGreaterThan(LEAST_OPERATIONS);
    assertThat(added).extracting(NodeDef::getOp).contains("MatMul", "Sqrt", noise, update);
  }

  private static void assertOnGpu(BenchModel model, List<NodeDef> added) {
    assertThat(added.stream().filter(node -> !KERNELS.onGpu(node)).map(GpuKernelsTest::describe))
        .as("operations that DpOptimizer adds to '%s' and no GPU runs", model.name())
        .isEmpty();
  }

  /** What the optimizer adds to the graph of a model. */
  private static List<NodeDef> added(
      BenchModel model, Noise noise, Function<Graph, Optimizer> wrapped) {
    try (Graph graph = new Graph()) {
      BuiltModel built = model.build(Ops.create(graph), 1);
      Set<String> before = new HashSet<>();
      nodes(graph).forEach(node -> before.add(node.getName()));
      DpOptimizer.wrap(wrapped.apply(graph))
          .sampling(PoissonSampling.of(1000, 10))
          .clipping(Clipping.flat(1.0))
          .noiseMultiplier(1.1)
          .noise(noise.create())
          .build()
          .minimize(built.loss());
      return nodes(graph).stream().filter(node -> !before.contains(node.getName())).toList();
    }
  }

  /** All nodes; there are no functions, which would hide more. */
  private static List<NodeDef> nodes(Graph graph) {
    GraphDef def = graph.toGraphDef();
    assertThat(def.getLibrary().getFunctionList()).isEmpty();
    return def.getNodeList();
  }

  private static String describe(NodeDef node) {
    String types =
        node.getAttrMap().entrySet().stream()
            .filter(entry -> !RegisteredKernels.types(entry.getValue()).isEmpty())
            .map(entry -> entry.getKey() + " = " + RegisteredKernels.types(entry.getValue()))
            .sorted()
            .collect(Collectors.joining(", "));
    return "%s '%s' (%s)".formatted(node.getOp(), node.getName(), types);
  }
}
