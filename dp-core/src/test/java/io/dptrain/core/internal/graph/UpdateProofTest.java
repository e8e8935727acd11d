package io.dptrain.core.internal.graph;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.internal.graph.proof.UpdateProof;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

class UpdateProofTest {
  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);
  private final Placeholder<TFloat32> data =
      tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 2)));
  private final Variable<TFloat32> weight = tf.variable(tf.constant(new float[2][1]));
  private final Operand<TFloat32> rawGradient = tf.reduceSum(data, tf.constant(0));
  private final Operand<TFloat32> noised = tf.math.add(rawGradient, tf.constant(1f));
  private final UpdateProof proof =
      new UpdateProof(List.of(weight.asOutput()), List.of(), List.of(), List.of(noised.asOutput()));

  @AfterEach
  void closeGraph() {
    graph.close();
  }

  @Test
  void check_onlyTheInitializerWrites_holds() {
    assertThatCode(proof::check).doesNotThrowAnyException();
  }

  @Test
  void check_noisedGradientIsWritten_holds() {
    tf.assignSub(weight, tf.reshape(noised, tf.constant(new int[] {2, 1})));
    assertThatCode(proof::check).doesNotThrowAnyException();
  }

  @Test
  void check_rawGradientIsWritten_isRefusedByName() {
    var leak =
        tf.withName("leak")
            .assignSub(weight, tf.reshape(rawGradient, tf.constant(new int[] {2, 1})));
    assertThatThrownBy(proof::check)
        .isInstanceOf(PrivacyProofException.class)
        .hasMessageContaining(leak.op().name())
        .hasMessageContaining("neither clipped nor noised");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void check_weightsAreLoadedThroughAPlaceholder_saysToDeclareIt(boolean hasShape) {
    Ops named = tf.withName("saved");
    var saved =
        hasShape
            ? named.placeholder(TFloat32.class, Placeholder.shape(Shape.of(1, 2)))
            : named.placeholder(TFloat32.class);
    tf.assign(weight, tf.reshape(saved, tf.constant(new int[] {2, 1})));
    assertThatThrownBy(proof::check)
        .hasMessageContaining("Placeholder 'saved'; if 'saved' loads weights and holds nothing of")
        .hasMessageContaining(".publicInputs(saved), or set the variable from a constant")
        .hasMessageContaining("else train each variable through one DpOptimizer");
    assertThatCode(
            new UpdateProof(List.of(weight.asOutput()), List.of(), List.of(saved), List.of())
                ::check)
        .doesNotThrowAnyException();
  }

  /** Rows of a batch load nothing, and neither does what is computed from them. */
  @Test
  void check_dataIsWritten_saysNothingOfLoading() {
    tf.assign(weight, tf.reshape(data, tf.constant(new int[] {2, 1})));
    var rate = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(2, 1)));
    tf.assignAdd(weight, rate);
    tf.assign(weight, tf.math.mul(weight, rate));
    assertThatThrownBy(proof::check)
        .hasMessageContaining("neither clipped nor noised")
        .message()
        .doesNotContain("publicInputs");
  }

  @Test
  void check_rawAndNoisedGradientTogether_isRefused() {
    Operand<TFloat32> sum = tf.math.add(noised, rawGradient);
    tf.assign(weight, tf.reshape(sum, tf.constant(new int[] {2, 1})));
    assertThatThrownBy(proof::check).isInstanceOf(PrivacyProofException.class);
  }

  @Test
  void check_variableThatTheLossReadsIsWrittenFromData_isRefused() {
    Variable<TFloat32> mean = tf.variable(tf.constant(new float[2]));
    tf.assign(mean, tf.math.mean(data, tf.constant(0)));
    Operand<TFloat32> loss = tf.linalg.matMul(tf.math.sub(data, mean), weight);
    UpdateProof whole =
        new UpdateProof(
            List.of(weight.asOutput()),
            List.of(loss.asOutput()),
            List.of(),
            List.of(noised.asOutput()));
    assertThatThrownBy(whole::check).hasMessageContaining(mean.op().name());
  }

  @Test
  void check_dataTakesAWayThroughAnotherVariable_isRefused() {
    Variable<TFloat32> between = tf.variable(tf.constant(new float[2][1]));
    tf.assign(between, tf.reshape(rawGradient, tf.constant(new int[] {2, 1})));
    tf.assignAdd(weight, between);
    assertThatThrownBy(proof::check).hasMessageContaining("neither clipped nor noised");
  }

  @Test
  void check_dataIsWrittenThroughTheResultOfAWriter_isRefused() {
    var decayed = tf.assign(weight, tf.math.mul(weight, tf.constant(0.9f)));
    tf.assignAdd(decayed, tf.reshape(rawGradient, tf.constant(new int[] {2, 1})));
    assertThatThrownBy(proof::check).hasMessageContaining("AssignAdd");
  }

  @Test
  void check_contentOfAFileIsWritten_isRefused() {
    Operand<TFloat32> read =
        tf.io.decodeRaw(tf.io.readFile(tf.constant("private.bin")), TFloat32.class);
    tf.assign(weight, tf.reshape(read, tf.constant(new int[] {2, 1})));
    assertThatThrownBy(proof::check).hasMessageContaining("neither clipped nor noised");
  }

  @Test
  void check_secondOptimizerOnTheSameLoss_isRefused() {
    Operand<TFloat32> loss =
        tf.math.mean(tf.linalg.matMul(data, weight), tf.constant(new int[] {0, 1}));
    new GradientDescent(graph, 0.1f).minimize(loss);
    assertThatThrownBy(proof::check).hasMessageContaining("ApplyGradientDescent");
  }

  @Test
  void check_dataOfAnotherPlaceholderIsWritten_isRefused() {
    var other = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 2)));
    Operand<TFloat32> sum = tf.reduceSum(other, tf.constant(0));
    tf.assign(weight, tf.reshape(sum, tf.constant(new int[] {2, 1})));
    assertThatThrownBy(proof::check).isInstanceOf(PrivacyProofException.class);
  }

  @Test
  void check_publicPlaceholderIsWritten_holds() {
    var rate = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(2, 1)));
    UpdateProof withPublic =
        new UpdateProof(
            List.of(weight.asOutput()), List.of(), List.of(rate), List.of(noised.asOutput()));
    tf.assign(weight, rate);
    assertThatCode(withPublic::check).doesNotThrowAnyException();
  }

  @Test
  void check_rawGradientIsWrittenThroughAReference_isRefused() {
    Output<TFloat32> reference =
        graph
            .opBuilder("RefIdentity", "reference", tf.scope())
            .addInput(weight.asOutput())
            .build()
            .output(0);
    Operand<TFloat32> raw = tf.reshape(rawGradient, tf.constant(new int[] {2, 1}));
    tf.assign(reference, raw);
    assertThatThrownBy(proof::check).isInstanceOf(PrivacyProofException.class);
  }

  @Test
  void checkIfChanged_writerAddedLater_isRefused() {
    proof.check();
    proof.checkIfChanged();
    tf.assign(weight, tf.reshape(rawGradient, tf.constant(new int[] {2, 1})));
    assertThatThrownBy(proof::checkIfChanged).isInstanceOf(PrivacyProofException.class);
  }
}
