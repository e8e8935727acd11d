package io.dptrain.core.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.core.graph.GraphFinding;
import io.dptrain.core.graph.GraphFinding.Kind;
import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.optimizer.DpOptimizer;
import io.dptrain.core.testing.LinearModel;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** Values that come into a graph by neither a placeholder nor a variable of {@code tf.variable}. */
class ForeignInputsTest {
  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);

  @AfterEach
  void closeGraph() {
    graph.close();
  }

  private Operand<TFloat32> weight() {
    return tf.withName("weight").variable(tf.constant(new float[2][3]));
  }

  private Operand<TFloat32> rows() {
    return tf.withName("rows").placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 2)));
  }

  private Operand<TFloat32> loss(Operand<TFloat32> points, Operand<TFloat32> weight) {
    return tf.reduceSum(tf.linalg.matMul(points, weight), tf.constant(1));
  }

  private List<GraphFinding> findings(Operand<TFloat32> loss, List<Operand<TFloat32>> variables) {
    DpOptimizer optimizer =
        LinearModel.builder(new GradientDescent(graph, 1f), 4).noiseMultiplier(1).build();
    return Assertions.catchThrowableOfType(
            PrivacyProofException.class, () -> optimizer.minimize(loss, variables))
        .findings();
  }

  private void requireOnly(
      Operand<TFloat32> loss, List<Operand<TFloat32>> variables, String name, String... parts) {
    List<GraphFinding> findings = findings(loss, variables);
    assertThat(findings).hasSize(1);
    assertThat(findings.get(0).kind()).isEqualTo(Kind.NOT_PUBLIC);
    assertThat(findings.get(0).operation()).isEqualTo(name);
    assertThat(findings.get(0).toString()).contains(parts);
  }

  private Operand<TFloat32> resource(long... shape) {
    return tf.readVariableOp(
        tf.withName("kernel").varHandleOp(TFloat32.class, Shape.of(shape)), TFloat32.class);
  }

  private void requireResource(Operand<TFloat32> loss, List<Operand<TFloat32>> variables) {
    requireOnly(
        loss, variables, "kernel", "resource variable", "tf.variable(...)", "tf.readVariableOp");
  }

  @Test
  void minimize_resourceVariable_saysHowToMakeAnother() {
    requireResource(loss(rows(), resource(2, 3)), List.of());
  }

  @Test
  void minimize_resourceVariableBesideAnother_isNamedAlone() {
    requireResource(tf.math.mul(loss(rows(), weight()), resource()), List.of());
  }

  @Test
  void minimize_resourceVariableInWeightDecay_isNamedAlone() {
    Operand<TFloat32> mean = tf.math.mean(loss(rows(), weight()), tf.constant(0));
    requireResource(tf.math.add(mean, tf.nn.l2Loss(resource(2, 3))), List.of());
  }

  @Test
  void minimize_resourceVariableThatIsLookedUp_saysHowToMakeAnother() {
    Operand<TInt32> ids = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
    Operand<TFloat32> found =
        tf.resourceGather(
            tf.withName("kernel").varHandleOp(TFloat32.class, Shape.of(9, 2)), ids, TFloat32.class);
    requireResource(loss(found, weight()), List.of());
  }

  /** What it reads is meant, and no variable. */
  @Test
  void minimize_resourceVariableToBeTrained_saysHowToMakeAnother() {
    Operand<TFloat32> kernel = resource(2, 3);
    requireResource(loss(rows(), kernel), List.of(kernel));
  }

  @Test
  void minimize_somethingElseToBeTrained_isStillNoVariable() {
    Operand<TFloat32> weight = weight();
    Operand<TFloat32> read = tf.withName("read").identity(weight);
    assertThat(findings(loss(rows(), read), List.of(read)).get(0).toString())
        .contains("Identity 'read' is to be trained but is no variable");
  }

  /** Makes the points of the model in a graph. */
  private interface Source extends Function<Ops, Operand<TFloat32>> {}

  @SuppressWarnings("unchecked") // the components are of the type that is asked for
  private static Operand<TFloat32> number(Operand<?> tensor) {
    return (Operand<TFloat32>) tensor;
  }

  static Stream<Named<Source>> sources() {
    List<Class<? extends TType>> types = List.of(TFloat32.class);
    return Stream.of(
        Named.of(
            "iterator",
            tf -> {
              Operand<? extends TType> iterator =
                  tf.withName("source").data.iterator("", "", types, List.of(Shape.of(4, 2)));
              return number(
                  tf.data
                      .iteratorGetNext(iterator, types, List.of(Shape.of(4, 2)))
                      .components()
                      .get(0));
            }),
        Named.of(
            "data set",
            tf -> {
              Operand<? extends TType> all =
                  tf.withName("source")
                      .data
                      .tensorSliceDataset(
                          List.of(tf.constant(new float[4][2])), List.of(Shape.of(2)));
              return number(
                  tf.data
                      .datasetToSingleElement(all, types, List.of(Shape.of(2)))
                      .components()
                      .get(0));
            }),
        Named.of(
            "queue",
            tf ->
                number(
                    tf.io
                        .queueDequeueMany(
                            tf.withName("source").io.fifoQueue(types), tf.constant(4), types)
                        .components()
                        .get(0))),
        Named.of(
            "file",
            tf ->
                tf.io.decodeRaw(
                    tf.withName("source").io.readFile(tf.constant("points")), TFloat32.class)),
        Named.of(
            "reader",
            tf ->
                tf.io.decodeRaw(
                    tf.io
                        .readerRead(
                            tf.withName("source").io.wholeFileReader(),
                            tf.withName("names").io.fifoQueue(types))
                        .value(),
                    TFloat32.class)),
        Named.of("staged", tf -> number(tf.withName("source").unstage(types).iterator().next())));
  }

  @ParameterizedTest
  @MethodSource("sources")
  void minimize_dataFromTheGraphAlone_namesItsSourceAndWhatToPutThere(Source source) {
    Operand<TFloat32> points = tf.reshape(source.apply(tf), tf.constant(new int[] {-1, 2}));
    GraphFinding first = findings(loss(points, weight()), List.of()).get(0);
    assertThat(first.toString())
        .contains("supplies data by itself", "tf.placeholder(...) of shape [-1, ...]", "step(");
    assertThat(first.operation()).isIn("source", "names");
  }

  @ParameterizedTest
  @MethodSource("sources")
  void minimize_dataFromTheGraphBesideAPlaceholder_namesItsSource(Source source) {
    Operand<TFloat32> points = tf.reshape(source.apply(tf), tf.constant(new int[] {-1, 2}));
    assertThat(findings(loss(tf.math.mul(points, rows()), weight()), List.of()))
        .allMatch(finding -> finding.kind() == Kind.NOT_PUBLIC)
        .anyMatch(finding -> finding.operation().equals("source"))
        .allMatch(finding -> finding.toString().contains("supplies data by itself"));
  }

  @Test
  void minimize_meanOfDataFromTheGraph_namesItsSource() {
    Operand<TFloat32> points =
        tf.ensureShape(sources().toList().get(2).getPayload().apply(tf), Shape.of(4, 2));
    Operand<TFloat32> mean = tf.math.mean(loss(points, weight()), tf.constant(0));
    assertThat(findings(mean, List.of()).get(0).operation()).isEqualTo("source");
  }

  @Test
  void minimize_dataInAConstantOrAVariable_saysThatNothingIsFed() {
    for (Operand<TFloat32> points :
        List.of(tf.constant(new float[4][2]), tf.variable(tf.constant(new float[4][2])))) {
      List<GraphFinding> findings = findings(loss(points, weight()), List.of());
      assertThat(findings).hasSize(1);
      assertThat(findings.get(0).kind()).isEqualTo(Kind.NO_EXAMPLE_LOSS);
      assertThat(findings.get(0).toString())
          .contains("sees no data", "also those that are a constant or a variable");
    }
  }
}
