package io.dptrain.core.data;

import static io.dptrain.core.data.Field.Type.FLOAT32;
import static io.dptrain.core.data.Field.Type.INT32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.accountant.filter.PrivacyCost;
import io.dptrain.accountant.ledger.BudgetAuthority;
import io.dptrain.accountant.ledger.BudgetExceededException;
import io.dptrain.core.random.NoiseSource;
import io.dptrain.core.random.SeededNoise;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCheckTest {
  private static final int SIZE = 12;

  /** A source in which the first records have a label that is none, and one is not finite. */
  private static RecordSource source(int wrong) {
    float[] values = new float[SIZE];
    int[] labels = new int[SIZE];
    for (int i = 0; i < wrong; i++) {
      labels[i] = 4711;
    }
    if (wrong > 0) {
      values[SIZE - 1] = Float.NaN;
    }
    return ArrayRecords.of(SIZE)
        .with(Field.of("value", FLOAT32), values)
        .with(Field.of("label", INT32).below(10), labels);
  }

  @Test
  void run_recordsThatFail_areCountedByTheFirstRuleTheyBreak() {
    DataReport report = DataCheck.of(source(3)).run();
    assertThat(report.failingNotPrivate()).isEqualTo(4);
    assertThat(report.faultsNotPrivate())
        .isEqualTo(Map.of("'label' is out of range", 3L, "'value' is not finite", 1L));
  }

  @Test
  void run_units_failIfOneOfTheirRecordsDoes() {
    assertThat(DataCheck.of(source(3)).rowsPerUnit(2).run().failingNotPrivate()).isEqualTo(3);
    assertThat(DataCheck.of(source(3)).rowsPerUnit(12).run().failingNotPrivate()).isOne();
  }

  /** Two data sets, one of which is all wrong, look the same. */
  @Test
  void run_whatCanBeSeen_doesNotDependOnTheData() {
    assertThat(seen(SIZE)).isEqualTo(seen(0));
  }

  private static List<Object> seen(int wrong) {
    List<Object> seen = new ArrayList<>();
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (PrintStream stream = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
      System.setOut(stream);
      System.setErr(stream);
      seen.add(DataCheck.of(source(wrong)).progress(seen::add).run().toString());
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
    assertThat(printed.size()).isZero();
    assertThat(seen.subList(0, 100)).isEqualTo(IntStream.rangeClosed(1, 100).boxed().toList());
    return seen;
  }

  @Test
  void releaseFailing_count_isChargedAndHasItsNoise(@TempDir Path folder) {
    DataReport report = DataCheck.of(source(3)).run();
    PrivacyBudget budget = new PrivacyBudget(1, 1e-6);
    NoiseSource noise = SeededNoise.of(2);
    float[] drawn = new float[1];
    SeededNoise.of(2).fillStandardNormal(drawn, 1);
    try (BudgetAuthority authority = BudgetAuthority.open(folder, budget)) {
      long released = report.releaseFailing(authority, "records that fail", 20, noise);
      assertThat(released).isEqualTo(Math.round(4 + 20 * drawn[0]));
      assertThat(authority.report().plans()).hasSize(1);
      assertThat(authority.report().plans().get(0).plan().cost())
          .isEqualTo(PrivacyCost.of(new GaussianEvent(20)));
    }
  }

  /** 40 counts: 6 deviations of their mean and of their deviation, a chance below 1e-6. */
  @Test
  void releaseFailing_often_hasTheDeviationItIsChargedFor(@TempDir Path folder) {
    DataReport report = DataCheck.of(source(3)).run();
    NoiseSource noise = SeededNoise.of(3);
    try (BudgetAuthority authority = BudgetAuthority.open(folder, new PrivacyBudget(500, 1e-6))) {
      double sum = 0;
      double squares = 0;
      int count = 40;
      for (int i = 0; i < count; i++) {
        double error = report.releaseFailing(authority, "again", 20, noise) - 4;
        sum += error;
        squares += error * error;
      }
      assertThat(Math.abs(sum / count)).isLessThan(6 * 20 / Math.sqrt(count));
      assertThat(Math.abs(Math.sqrt(squares / count) - 20)).isLessThan(6 * 20 / Math.sqrt(80));
    }
  }

  @Test
  void releaseFailing_budgetThatIsSpent_isRefusedBeforeAnyNoiseIsDrawn(@TempDir Path folder) {
    DataReport report = DataCheck.of(source(3)).run();
    try (BudgetAuthority authority = BudgetAuthority.open(folder, new PrivacyBudget(0.1, 1e-6))) {
      assertThatThrownBy(() -> report.releaseFailing(authority, "count", 1, null))
          .isInstanceOf(BudgetExceededException.class);
      assertThatThrownBy(() -> report.releaseFailing(authority, "count", Double.NaN))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
