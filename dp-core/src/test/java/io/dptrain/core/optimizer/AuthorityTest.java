package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.accountant.filter.PrivacyCost;
import io.dptrain.accountant.ledger.BudgetAuthority;
import io.dptrain.accountant.ledger.BudgetExceededException;
import io.dptrain.accountant.ledger.PlanReport;
import io.dptrain.accountant.ledger.ProtectedData;
import io.dptrain.accountant.ledger.SpendingPlan;
import io.dptrain.accountant.ledger.store.LedgerException;
import io.dptrain.accountant.ledger.store.RecordStore;
import io.dptrain.core.ledger.LedgerStore;
import io.dptrain.core.random.SeededBits;
import io.dptrain.core.testing.TestModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** Steps that are charged to the budget of a data set. */
class AuthorityTest {
  private static final PrivacyBudget BUDGET = new PrivacyBudget(2, 1e-6);
  private static final int UNITS = 50;

  @TempDir private Path folder;
  private final TestModel<TFloat32> model = TestModel.single();
  private final Placeholder<TFloat32> input = model.numbers(3);

  @AfterEach
  void close() {
    model.close();
  }

  private BudgetAuthority open() {
    return BudgetAuthority.open(folder, BUDGET);
  }

  private DpOptimizerBuilder builder(double noise) {
    return model.optimizer(UNITS, 0.7).noiseMultiplier(noise).trustKernelsWithoutProbe();
  }

  private DpOptimizer ready(DpOptimizerBuilder builder) {
    DpOptimizer optimizer = builder.build();
    optimizer.minimize(model.distance(model.dense(input, 2)));
    model.session.initialize();
    return optimizer;
  }

  private void steps(DpOptimizer optimizer, int steps) {
    for (int i = 0; i < steps; i++) {
      optimizer.step(model.session, model::feeds);
    }
  }

  @Test
  void step_isChargedToThePlanOfTheRun() {
    try (BudgetAuthority authority = open()) {
      DpOptimizer optimizer = ready(builder(30).authority(authority, "classifier", 20, 4));
      assertThat(authority.report().plans()).as("before the first step").isEmpty();
      steps(optimizer, 6);
      PlanReport plan = authority.report().plans().get(0);
      assertThat(plan.charged()).isEqualTo(8);
      assertThat(plan.plan().cost()).isEqualTo(optimizer.plan().spending("x", 20).cost());
      assertThat(plan.plan().details())
          .containsEntry("clipping", "flat, l2 clip norm 0.7")
          .containsEntry("noise multiplier", "30.0")
          .containsEntry("rows per unit", "1")
          .containsKeys("sampler", "denominator", "statistics", "noise");
      assertThat(optimizer.ledger().steps()).isEqualTo(6);
    }
    try (BudgetAuthority again = open()) {
      assertThat(again.report().plans().get(0).charged()).as("settled").isEqualTo(6);
    }
  }

  /** What another process spent counts. */
  @Test
  void build_budgetThatIsSpentElsewhere_isRefused() {
    try (BudgetAuthority elsewhere = open()) {
      DpOptimizer optimizer = ready(builder(18).authority(elsewhere, "first", 40));
      steps(optimizer, 2);
    }
    try (BudgetAuthority authority = open()) {
      assertThat(authority.report().spent()).isBetween(0.5, 1.0);
      DpOptimizerBuilder second = builder(18).authority(authority, "second", 40);
      assertThatThrownBy(second::build)
          .isInstanceOf(BudgetExceededException.class)
          .hasMessageContaining("'second' would take");
      assertThat(authority.report().plans()).hasSize(1);
    }
  }

  @Test
  void step_budgetThatWasSpentMeanwhile_isRefusedAndChangesNothing() {
    try (BudgetAuthority authority = open();
        BudgetAuthority elsewhere = open()) {
      DpOptimizer optimizer = ready(builder(18).authority(authority, "first", 40));
      elsewhere.spend(SpendingPlan.of("count", PrivacyCost.of(optimizer.plan().after(40))));
      double[] before = model.values();
      AtomicInteger fed = new AtomicInteger();
      assertThatThrownBy(
              () ->
                  optimizer.step(
                      model.session,
                      rows -> {
                        fed.incrementAndGet();
                        return model.feeds(rows);
                      }))
          .isInstanceOf(BudgetExceededException.class);
      assertThat(fed).hasValue(0);
      assertThat(model.values()).isEqualTo(before);
      assertThat(optimizer.ledger().steps()).isZero();
    }
  }

  @Test
  void step_moreThanDeclared_isRefusedAndChangesNothing() {
    try (BudgetAuthority authority = open()) {
      DpOptimizer optimizer = ready(builder(30).authority(authority, "classifier", 3));
      steps(optimizer, 3);
      double[] before = model.values();
      assertThatThrownBy(() -> steps(optimizer, 1))
          .isInstanceOf(BudgetExceededException.class)
          .hasMessageContaining("all 3 steps of 'classifier' were charged");
      assertThat(model.values()).isEqualTo(before);
      assertThat(optimizer.ledger().steps()).isEqualTo(3);
    }
  }

  /** A charge that cannot be kept ends the step before anything of it can be seen. */
  @Test
  void step_storeThatFails_changesNothing() {
    FailingStore store = new FailingStore();
    try (BudgetAuthority authority =
        BudgetAuthority.open(store, BUDGET, ProtectedData.named("data"))) {
      DpOptimizer optimizer = ready(builder(30).authority(authority, "classifier", 20, 1));
      steps(optimizer, 1);
      store.failing = true;
      double[] before = model.values();
      assertThatThrownBy(() -> steps(optimizer, 1)).isInstanceOf(LedgerException.class);
      assertThat(model.values()).isEqualTo(before);
      store.failing = false;
      steps(optimizer, 1);
      assertThat(authority.report().plans().get(0).charged()).isEqualTo(2);
    }
  }

  @Test
  void build_noiseOrBatchesThatCanBeDrawnAgain_isRefused() {
    try (BudgetAuthority authority = open()) {
      DpOptimizerBuilder seeded =
          builder(30).samplingBits(SeededBits.of(1)).authority(authority, "classifier", 3);
      assertThatThrownBy(seeded::build)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("a budget needs noise and batches that cannot be drawn again");
    }
  }

  @Test
  void build_withoutNoise_isRefused() {
    try (BudgetAuthority authority = open()) {
      DpOptimizerBuilder bare = builder(0).authority(authority, "classifier", 3);
      assertThatThrownBy(bare::build)
          .isInstanceOf(BudgetExceededException.class)
          .hasMessageContaining("would take more than 1000 times all of it");
    }
  }

  @Test
  void build_samplerOfMoreUnitsThanTheDataHas_isRefused() {
    ProtectedData data =
        new ProtectedData("patients", "patient", UNITS - 1, NeighboringRelation.ADD_OR_REMOVE_ONE);
    try (BudgetAuthority authority = BudgetAuthority.open(folder, BUDGET, data)) {
      DpOptimizerBuilder other = builder(30).authority(authority, "x", 3);
      assertThatThrownBy(other::build)
          .hasMessageContaining("draws from 50 units, but 'patients', from whose budget")
          .hasMessageContaining("has 49");
    }
  }

  @Test
  void build_secondKeeperOfCharges_isRefused() {
    try (BudgetAuthority authority = open()) {
      DpOptimizerBuilder both =
          builder(30).authority(authority, "x", 3).ledgerStore(LedgerStore.inMemory());
      assertThatThrownBy(both::build).hasMessageContaining("leave out ledgerStore(...)");
    }
  }

  /** Two optimizers, one budget: each takes a share of its own. */
  @Test
  void step_twoOptimizersOfOneBudget_takeAShareEach() {
    try (BudgetAuthority authority = open();
        TestModel<TFloat32> other = TestModel.single()) {
      steps(ready(builder(40).authority(authority, "first", 40)), 1);
      DpOptimizer second =
          other
              .optimizer(UNITS, 0.7)
              .noiseMultiplier(40)
              .authority(authority, "second", 40)
              .build();
      second.minimize(other.distance(other.dense(other.numbers(3), 2)));
      other.session.initialize();
      second.step(other.session, other::feeds);
      assertThat(authority.report().plans())
          .extracting(plan -> plan.plan().purpose())
          .containsExactly("first", "second");
      Map<Boolean, Long> open =
          authority.report().plans().stream()
              .collect(
                  java.util.stream.Collectors.partitioningBy(
                      PlanReport::isOpen, java.util.stream.Collectors.counting()));
      assertThat(open).containsEntry(true, 2L);
    }
  }

  /** A store in memory that can be made to fail. */
  private static final class FailingStore implements RecordStore {
    private final List<String> lines = new ArrayList<>();
    private boolean failing;

    @Override
    public void append(long given, Consumer<String> known, Supplier<List<String>> more) {
      read(given, known);
      List<String> added = more.get();
      if (failing) {
        throw new LedgerException("out of order");
      }
      lines.addAll(added);
    }

    @Override
    public void read(long given, Consumer<String> known) {
      lines.stream().skip(given).forEach(known);
    }

    @Override
    public String name() {
      return "memory";
    }

    @Override
    public void close() {
      // There is nothing to let go of.
    }
  }
}
