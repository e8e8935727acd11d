package io.dptrain.examples.rnn.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.examples.rnn.model.CellKind;
import io.dptrain.examples.rnn.train.Ending;
import io.dptrain.examples.rnn.train.Outcome;
import io.dptrain.examples.rnn.train.Outcome.Sample;
import io.dptrain.examples.rnn.train.RunKey;
import io.dptrain.examples.rnn.train.Variant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class RowTest {
  private static final Outcome SOLVED = outcome(1, Variant.L2, Ending.SOLVED, 0.5, 0.3, 0.01);
  private static final Outcome STALLED = outcome(2, Variant.L2, Ending.STALLED, 0.5, 0.2, 0.2, 0.1);
  private static final Outcome DIVERGED = outcome(3, Variant.L2, Ending.DIVERGED, 0.5, Double.NaN);

  @Test
  void of_outcomesOfTwoVariants_makesOneRowForEach() {
    Outcome other = outcome(1, Variant.NONE, Ending.STALLED, 0.5, 0.4);

    List<Row> rows = Row.of(List.of(SOLVED, other, STALLED));

    assertThat(rows).extracting(Row::variant).containsExactly(Variant.L2, Variant.NONE);
    assertThat(rows.get(0).outcomes()).containsExactly(SOLVED, STALLED);
  }

  @Test
  void share_oneOfThreeSeeds_isAThird() {
    Row row = Row.of(List.of(SOLVED, STALLED, DIVERGED)).get(0);

    assertThat(row.share(Ending.SOLVED)).isEqualTo(1.0 / 3);
    assertThat(row.share(Ending.DIVERGED)).isEqualTo(1.0 / 3);
    assertThat(row.share(Ending.STALLED)).isEqualTo(1.0 / 3);
    assertThat(row.testLoss()).isEqualTo(0.1);
    assertThat(row.stepsToSolve()).hasValue(20);
  }

  @Test
  void testLoss_twoSeeds_isTheirMean() {
    assertThat(Row.of(List.of(SOLVED, STALLED)).get(0).testLoss()).isEqualTo(0.055);
  }

  @Test
  void stepsToSolve_noneSolved_isEmptyAndADashInTheTable() {
    List<Row> rows = Row.of(List.of(DIVERGED));

    assertThat(rows.get(0).stepsToSolve()).isEmpty();
    assertThat(RnnTable.of(rows))
        .contains("| rnn     | l2          |    0 % |    100 % |     0 % |              - |")
        .contains("infinite");
  }

  @Test
  void medianCurve_runsOfUnequalLength_keepsTheLastValueOfTheShort() {
    List<Sample> median = MedianCurve.of(List.of(SOLVED, STALLED, DIVERGED));

    assertThat(median).extracting(Sample::step).containsExactly(0L, 10L, 20L, 30L);
    assertThat(median).extracting(Sample::testLoss).containsExactly(0.5, 0.3, 0.2, 0.1);
  }

  @Test
  void privacy_ofAPrivateRow_isRoundedUp() {
    Outcome outcome =
        new Outcome(
            new RunKey(CellKind.GRU, Variant.PRIVATE, 1),
            Ending.STALLED,
            10,
            SOLVED.curve(),
            OptionalDouble.of(1.23401));

    assertThat(RnnTable.privacy(Row.of(List.of(outcome)), 1e-5))
        .startsWith("gru private: epsilon 1.235 at delta 1e-5")
        .contains("gradient norms are raw: NOT PRIVATE");
  }

  private static Outcome outcome(long seed, Variant variant, Ending ending, double... losses) {
    List<Sample> curve = new ArrayList<>();
    for (int i = 0; i < losses.length; i++) {
      curve.add(new Sample(10L * i, losses[i], i == 0 ? Double.NaN : i));
    }
    return new Outcome(
        new RunKey(CellKind.RNN, variant, seed),
        ending,
        10L * (losses.length - 1),
        curve,
        OptionalDouble.empty());
  }
}
