package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dptrain.core.check.ProbeFailedException;
import io.dptrain.core.graph.GraphFinding;
import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.testing.TestModel;
import io.dptrain.core.testing.TestModels;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;

/** What is refused of units of different numbers of rows, and what is told of them. */
class UnevenUnitsRefusalTest {
  private static final int UNITS = 3;
  private static final int MOST = 2;

  private final TestModel<TFloat32> model = TestModel.single();
  private final Ops tf = model.tf;

  @AfterEach
  void closeModel() {
    model.close();
  }

  private DpOptimizer dense(DpOptimizerBuilder builder) {
    DpOptimizer optimizer = builder.build();
    optimizer.minimize(TestModels.DENSE.loss(model));
    model.session.initialize();
    return optimizer;
  }

  private DpOptimizer uneven() {
    return dense(model.optimizer(UNITS, 1).rowsPerUnitAtMost(MOST));
  }

  private BatchFeeds feeds(int[] units) {
    return model.feeds(TestModel.rowsOf(units, MOST));
  }

  @Test
  void step_numbersOfRowsNotSaid_isRefused() {
    assertThatThrownBy(() -> uneven().step(model.session, this::feeds))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("present(...) must say for each sampled unit");
  }

  @Test
  void step_numbersOfRowsOfOtherUnits_isRefusedWithoutTellingHowMany() {
    assertThatThrownBy(() -> uneven().step(model.session, units -> feeds(units).present(1, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("present(...) must say for each sampled unit")
        .hasMessageNotContainingAny("2", "3");
  }

  @Test
  void step_numbersOfRowsOfEvenUnits_isRefused() {
    DpOptimizer optimizer = dense(model.optimizer(UNITS, 1).rowsPerUnit(MOST));
    assertThatThrownBy(() -> optimizer.step(model.session, units -> feeds(units).present(1, 2, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("rowsPerUnitAtMost");
  }

  @Test
  void present_again_isRefusedAndClosesTheTensors() {
    BatchFeeds feeds = feeds(new int[] {0}).present(1);
    assertThatThrownBy(() -> feeds.present(1)).hasMessageContaining("once for each batch");
    assertThat(feeds.inputs().tensors()).isEmpty();
  }

  @Test
  void rowsPerUnitAtMost_zero_isRefused() {
    assertThatThrownBy(() -> model.optimizer(1, 1).rowsPerUnitAtMost(0))
        .hasMessageContaining("rowsPerUnit");
  }

  /** The weights are the engine's: a feeder that finds the placeholder cannot weigh rows. */
  @Test
  void step_weightsOfRowsFedByTheProgram_isRefused() {
    DpOptimizer optimizer = uneven();
    Operand<?> weights = optimizer.clippedSums().rowWeights().orElseThrow();
    assertThatThrownBy(
            () ->
                optimizer.step(
                    model.session,
                    units ->
                        feeds(units)
                            .present(1, 2, 1)
                            .feed(weights, TFloat32.vectorOf(9, 9, 9, 9, 9, 9))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must not be fed");
  }

  /** The mean over the places of a unit would count rows that it does not have. */
  @Test
  void minimize_rowsOfAUnitMeet_isRefusedWithTheFix() {
    Placeholder<TFloat32> x = model.numbers(5);
    Operand<TFloat32> units = tf.reshape(model.dense(x, 3), tf.constant(new int[] {-1, MOST, 3}));
    Operand<TFloat32> loss = model.distance(tf.math.mean(units, tf.constant(1)));
    assertThatCode(() -> model.optimizer(UNITS, 1).rowsPerUnit(MOST).build().minimize(loss))
        .doesNotThrowAnyException();
    DpOptimizer optimizer = model.optimizer(UNITS, 1).rowsPerUnitAtMost(MOST).build();
    PrivacyProofException refusal =
        catchThrowableOfType(PrivacyProofException.class, () -> optimizer.minimize(loss));
    assertThat(refusal.findings())
        .extracting(GraphFinding::kind)
        .containsExactly(GraphFinding.Kind.MIXES_EXAMPLES);
    assertThat(refusal).hasMessageContaining("rowsPerUnit(" + MOST + ")");
  }

  @Test
  void minimize_examplesMix_isRefusedAsEver() {
    Placeholder<TFloat32> x = model.numbers(5);
    Operand<TFloat32> centered = tf.math.sub(x, tf.math.mean(x, tf.constant(0)));
    Operand<TFloat32> loss = model.distance(model.dense(centered, 3));
    DpOptimizer optimizer = model.optimizer(UNITS, 1).rowsPerUnitAtMost(MOST).build();
    assertThatThrownBy(() -> optimizer.minimize(loss)).isInstanceOf(PrivacyProofException.class);
  }

  /** The product with the weights gives something else: of other units, or less for each row. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void step_kernelThatWeighsRowsWrongly_isFoundAndNothingIsCharged(boolean mixes) {
    DpOptimizer optimizer = uneven();
    String weights = optimizer.clippedSums().rowWeights().orElseThrow().op().name();
    UnaryOperator<GraphDef> change =
        mixes
            ? RewrittenGraph.mixing(weights)
            : RewrittenGraph.behind(
                weights, (nodes, x) -> nodes.add("less", "Square", "T", DataType.DT_FLOAT, x));
    try (RewrittenGraph wrong = new RewrittenGraph(model.graph, change)) {
      wrong.initialize(optimizer);
      assertThatThrownBy(
              () -> optimizer.step(wrong.session, units -> feeds(units).present(1, 2, 1)))
          .isInstanceOf(ProbeFailedException.class);
      assertThat(optimizer.ledger().steps()).isZero();
    }
  }

  @Test
  void explain_unevenUnits_saysWhatCountsAsOneExample() {
    assertThat(uneven().explain().toString())
        .contains("one example (at most 2 rows)")
        .contains("times the number of rows that a unit has on average");
  }
}
