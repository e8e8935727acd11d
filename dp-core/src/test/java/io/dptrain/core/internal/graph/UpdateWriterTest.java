package io.dptrain.core.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.internal.graph.proof.UpdateProof;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Signature;
import org.tensorflow.framework.optimizers.Momentum;
import org.tensorflow.framework.optimizers.Optimizer.GradAndVar;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Assign;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;

/** Unusual writers, unusual sources of data, and what was added after the first check. */
class UpdateWriterTest {
  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);
  private final Placeholder<TFloat32> data =
      tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 2)));
  private final Variable<TFloat32> weight = tf.withName("w").variable(tf.constant(new float[2]));
  private final Operand<TFloat32> raw = tf.reduceSum(data, tf.constant(0));
  private final Operand<TFloat32> noised = tf.math.add(raw, tf.constant(1f));
  private final UpdateProof proof =
      new UpdateProof(List.of(weight.asOutput()), List.of(), List.of(), List.of(noised.asOutput()));

  @AfterEach
  void closeGraph() {
    graph.close();
  }

  private void assertRefused(String type) {
    assertThatThrownBy(proof::check)
        .isInstanceOf(PrivacyProofException.class)
        .hasMessageContaining(type);
  }

  private Operand<TInt32> bothRows() {
    return tf.constant(new int[] {0, 1});
  }

  private Variable<TFloat32> other() {
    return tf.withName("other").variable(tf.constant(new float[2]));
  }

  @Test
  void check_rawDataIsWrittenToASlice_isRefused() {
    Operand<TInt32> zero = tf.constant(new int[] {0});
    Operand<TInt32> one = tf.constant(new int[] {1});
    tf.stridedSliceAssign(weight, zero, tf.constant(new int[] {2}), one, raw);
    assertRefused("StridedSliceAssign");
  }

  @Test
  void check_rawDataIsAddedInPlace_isRefused() {
    tf.inplaceAdd(weight, bothRows(), raw);
    assertRefused("InplaceAdd");
  }

  @Test
  void check_rawDataIsWrittenInPlaceBehindAnIdentity_isRefused() {
    tf.inplaceUpdate(tf.reshape(tf.identity(weight), tf.constant(new int[] {2})), bothRows(), raw);
    assertRefused("InplaceUpdate");
  }

  @Test
  void check_rawDataIsSubtractedInPlaceFromAConstant_isRefused() {
    tf.inplaceSub(tf.constant(new float[2]), bothRows(), raw);
    assertRefused("InplaceSub");
  }

  @Test
  void check_noisedGradientIsWrittenInPlace_holds() {
    tf.inplaceUpdate(weight, bothRows(), noised);
    assertThatCode(proof::check).doesNotThrowAnyException();
  }

  @Test
  void check_functionWritesInPlace_isRefused() {
    try (ConcreteFunction function =
        ConcreteFunction.create(
            in -> {
              var w = in.placeholder(TFloat32.class, Placeholder.shape(Shape.of(2)));
              var update = in.inplaceAdd(w, in.constant(new int[] {0, 1}), w);
              return Signature.builder("hidden").input("w", w).output("y", update).build();
            })) {
      function.call(tf, weight);
    }
    assertRefused("InplaceAdd");
  }

  @Test
  void check_rawDataIsWrittenUnderTheSharedName_isRefused() {
    Variable<TFloat32> alias = tf.variable(Shape.of(2), TFloat32.class, Variable.sharedName("w"));
    var leak = tf.assign(alias, raw);
    assertRefused(leak.op().name());
  }

  @Test
  void check_otherContainer_isAnotherVariable() {
    Variable<TFloat32> elsewhere =
        tf.variable(
            Shape.of(2), TFloat32.class, Variable.sharedName("w"), Variable.container("elsewhere"));
    tf.assign(elsewhere, raw);
    assertThatCode(proof::check).doesNotThrowAnyException();
  }

  @Test
  void check_aliasOfAnotherShape_isRefused() {
    tf.withName("alias").variable(Shape.of(4, 2), TFloat32.class, Variable.sharedName("w"));
    assertRefused("another shape");
  }

  @Test
  void check_shapeIsNotValidated_isRefused() {
    tf.assign(weight, tf.constant(new float[4][2]), Assign.validateShape(false));
    assertRefused("validateShape");
  }

  @Test
  void check_valueOfTheVariableIsCopiedToAMetric_holds() {
    Variable<TFloat32> metric = other();
    tf.assign(metric, weight);
    tf.assignAdd(metric, raw);
    assertThatCode(proof::check).doesNotThrowAnyException();
  }

  @Test
  void check_resourceVariable_isRefused() {
    var handle = tf.varHandleOp(TFloat32.class, Shape.of(2));
    tf.assignVariableOp(handle, raw);
    tf.assign(weight, tf.readVariableOp(handle, TFloat32.class));
    assertRefused("ReadVariableOp");
  }

  @Test
  void check_tableIsRead_isRefused() {
    var table = tf.mutableHashTable(TInt32.class, TFloat32.class);
    Operand<TFloat32> found = tf.lookupTableFind(table, bothRows(), tf.constant(0f));
    tf.assign(weight, found);
    assertRefused("LookupTableFindV2");
  }

  @Test
  void check_stagedDataIsWritten_isRefused() {
    Output<TFloat32> staged = tf.stagePeek(tf.constant(0), List.of(TFloat32.class)).op().output(0);
    tf.assign(weight, staged);
    assertRefused("StagePeek");
  }

  @Test
  void check_drawnValuesAndACheckpointAreWritten_holds() {
    tf.assign(weight, tf.random.truncatedNormal(tf.constant(new int[] {2}), TFloat32.class));
    Placeholder<TString> file = tf.placeholder(TString.class);
    var restored = tf.train.restore(file, tf.array("w"), tf.array(""), List.of(TFloat32.class));
    Output<TFloat32> value = restored.op().output(0);
    tf.assign(weight, value);
    assertThatCode(proof::check).doesNotThrowAnyException();
  }

  @Test
  void checkIfChanged_nothingWasAdded_isCheap() {
    for (int i = 0; i < 2_000; i++) {
      tf.constant(i);
    }
    proof.check();
    proof.checkIfChanged();
    long start = System.nanoTime();
    for (int i = 0; i < 100; i++) {
      proof.checkIfChanged();
    }
    assertThat(System.nanoTime() - start).isLessThan(100_000_000L);
  }

  @Test
  void checkIfChanged_dataIsAttachedToTheEndOfAChain_isRefused() {
    Variable<TFloat32> other = other();
    tf.assign(weight, other);
    proof.check();
    proof.checkIfChanged();
    tf.assign(other, raw);
    assertThatThrownBy(proof::checkIfChanged).hasMessageContaining("'other'");
  }

  @Test
  void checkIfChanged_dataIsWrittenToTheMomentum_isRefused() {
    Momentum optimizer = new Momentum(graph, 1f, 0.9f, false);
    optimizer.applyGradients(
        List.of(new GradAndVar<>(noised.asOutput(), weight.asOutput())), "train");
    proof.check();
    Variable<TFloat32> slot = optimizer.getSlot(weight.asOutput(), "momentum").orElseThrow();
    var leak = tf.assign(slot, raw);
    assertThatThrownBy(proof::checkIfChanged).hasMessageContaining(leak.op().name());
  }

  @Test
  void checkIfChanged_refusedBefore_isRefusedAgain() {
    proof.check();
    tf.assign(weight, raw);
    assertThatThrownBy(proof::checkIfChanged).isInstanceOf(PrivacyProofException.class);
    assertThatThrownBy(proof::checkIfChanged).isInstanceOf(PrivacyProofException.class);
  }
}
