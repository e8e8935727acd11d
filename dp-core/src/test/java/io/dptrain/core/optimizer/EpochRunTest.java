package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dptrain.accountant.PrivacyAccountant;
import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.event.RandomAllocationEvent;
import io.dptrain.accountant.event.SelfComposedEvent;
import io.dptrain.accountant.ledger.BudgetAuthority;
import io.dptrain.accountant.ledger.BudgetExceededException;
import io.dptrain.accountant.ledger.ProtectedData;
import io.dptrain.accountant.pld.PldAccountant;
import io.dptrain.accountant.rdp.RdpAccountant;
import io.dptrain.core.clip.Clipping;
import io.dptrain.core.noise.NoiseSchedule;
import io.dptrain.core.sampling.FixedOrder;
import io.dptrain.core.sampling.FixedSizeSampling;
import io.dptrain.core.sampling.RandomAllocation;
import io.dptrain.core.testing.LinearModel;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run whose batches are drawn an epoch at a time. */
class EpochRunTest {
  private static final int ROWS = 40;
  private static final int EPOCH = 5;
  private static final int LONG_EPOCH = 20;
  private static final float[][] TABLE = new float[ROWS][LinearModel.WIDTH];

  @TempDir private Path parent;
  private final LinearModel model = new LinearModel();
  private final List<int[]> asked = new ArrayList<>();
  private final List<List<int[]>> epochs = new ArrayList<>();
  private final List<int[]> announced = new ArrayList<>();
  private final List<Integer> askedBefore = new ArrayList<>();

  @AfterEach
  void closeModel() {
    model.close();
  }

  private DpOptimizer ready(UnaryOperator<DpOptimizerBuilder> change) {
    return model.ready(
        change.apply(
            LinearModel.builder(model.overwriting(), ROWS)
                .sampling(RandomAllocation.of(ROWS, EPOCH))
                .noiseMultiplier(2)));
  }

  private final BatchFeeder noting =
      new BatchFeeder() {
        @Override
        public BatchFeeds feeds(int[] rows) {
          asked.add(rows.clone());
          return model.feeds(TABLE, rows);
        }

        @Override
        public void announce(int[] rows) {
          announced.add(rows.clone());
        }

        @Override
        public void announceEpoch(List<int[]> batches) {
          askedBefore.add(asked.size());
          epochs.add(batches.stream().map(int[]::clone).toList());
          batches.forEach(rows -> Arrays.fill(rows, 0)); // the steps have copies of their own
        }
      };

  private void steps(DpOptimizer optimizer, int count) {
    for (int i = 0; i < count; i++) {
      optimizer.step(model.session, noting);
    }
  }

  @Test
  void step_eachEpoch_hasEachExampleOnceAndIsDrawnAnew() {
    steps(ready(builder -> builder), 4 * EPOCH);
    Set<String> allocations = new HashSet<>();
    for (int epoch = 0; epoch < 4; epoch++) {
      List<int[]> batches = asked.subList(EPOCH * epoch, EPOCH * (epoch + 1));
      assertThat(batches.stream().flatMapToInt(IntStream::of).sorted())
          .containsExactlyElementsOf(IntStream.range(0, ROWS).boxed().toList());
      allocations.add(batches.stream().map(Arrays::toString).toList().toString());
    }
    assertThat(allocations).hasSize(4);
  }

  @Test
  void step_eachEpoch_isAnnouncedBeforeItsFirstStep() {
    steps(ready(builder -> builder), 2 * EPOCH + 2);
    assertThat(askedBefore).as("while the step before runs").containsExactly(0, 4, 9);
    List<int[]> said = epochs.stream().flatMap(List::stream).toList();
    assertThat(asked).containsExactlyElementsOf(said.subList(0, asked.size()));
    assertThat(announced).containsExactlyElementsOf(said.subList(1, asked.size() + 1));
  }

  @Test
  void step_withinAnEpoch_isChargedForAllOfIt() {
    DpOptimizer optimizer = ready(builder -> builder);
    steps(optimizer, 1);
    assertThat(optimizer.ledger().event()).isEqualTo(begun(1));
    double first = optimizer.ledger().epsilon(1e-5);
    steps(optimizer, EPOCH - 1);
    assertThat(optimizer.ledger().epsilon(1e-5)).isEqualTo(first);
    steps(optimizer, 1);
    assertThat(optimizer.ledger().event()).isEqualTo(begun(2));
  }

  /** A question costs milliseconds, and is asked after each step: within an epoch it is known. */
  @Test
  void epsilon_withinAnEpoch_isComputedOnce() {
    List<PrivacyEvent> events = new ArrayList<>();
    DpOptimizer optimizer =
        ready(builder -> builder.accountant(relation -> asked(relation, events)));
    steps(optimizer, 1);
    double first = optimizer.ledger().epsilon(1e-5);
    events.clear();
    for (int step = 1; step < EPOCH; step++) {
      steps(optimizer, 1);
      assertThat(optimizer.ledger().epsilon(1e-5)).isEqualTo(first);
    }
    assertThat(events).isEmpty();
    assertThat(optimizer.ledger().epsilon(1e-6)).as("another delta").isGreaterThan(first);
    steps(optimizer, 1);
    assertThat(optimizer.ledger().epsilon(1e-6)).as("another epoch").isGreaterThan(first);
    assertThat(events).containsExactly(begun(1), begun(2));
  }

  /** An accountant that notes what it is asked about. */
  private static PrivacyAccountant asked(NeighboringRelation relation, List<PrivacyEvent> events) {
    PldAccountant accountant = new PldAccountant(relation);
    return (PrivacyAccountant)
        Proxy.newProxyInstance(
            EpochRunTest.class.getClassLoader(),
            new Class<?>[] {PrivacyAccountant.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("epsilonAfter")) {
                events.add((PrivacyEvent) arguments[0]);
              }
              return method.invoke(accountant, arguments);
            });
  }

  private static SelfComposedEvent begun(int epochs) {
    return new SelfComposedEvent(new RandomAllocationEvent(EPOCH, new GaussianEvent(2)), epochs);
  }

  /** The others of the epoch are as they were drawn; the lost batch does not come again. */
  @Test
  void step_thatFails_losesItsBatchAlone() {
    DpOptimizer optimizer = ready(builder -> builder);
    steps(optimizer, 2);
    assertThatThrownBy(
            () ->
                optimizer.step(
                    model.session,
                    rows -> {
                      throw new IllegalStateException("the disk is gone");
                    }))
        .hasMessage("the disk is gone");
    steps(optimizer, 2);
    assertThat(optimizer.ledger().steps()).isEqualTo(EPOCH);
    List<int[]> first = epochs.get(0);
    assertThat(asked).containsExactly(first.get(0), first.get(1), first.get(3), first.get(4));
  }

  /** What another process drew is gone: the epoch ends there, and is charged once. */
  @ParameterizedTest
  @CsvSource({"3, 20", "20, 20", "25, 40", "39, 40", "60, 60"})
  void resume_withinAnEpoch_chargesTheRestAndDrawsTheNext(int steps, int charged) {
    Path folder = parent.resolve("run");
    try (ResumableRun run = allocated(folder)) {
      run.steps(steps);
      run.optimizer.save(run.session);
    }
    try (ResumableRun run = allocated(folder)) {
      assertThat(run.optimizer.ledger().steps()).isEqualTo(steps);
      assertThat(run.optimizer.resume(run.session)).hasValue(steps);
      assertThat(run.optimizer.ledger().steps()).isEqualTo(charged);
      assertThat(run.optimizer.ledger().event()).isEqualTo(run.optimizer.plan().after(steps));
      run.steps(LONG_EPOCH);
      assertThat(run.optimizer.ledger().steps()).isEqualTo(charged + LONG_EPOCH);
      assertThat(rows(run.batches())).hasSize(ResumableRun.ROWS).doesNotHaveDuplicates();
    }
  }

  private static ResumableRun allocated(Path folder) {
    return new ResumableRun(
        folder,
        builder ->
            builder
                .sampling(RandomAllocation.of(ResumableRun.ROWS, LONG_EPOCH))
                .checkpoints(folder, 3 * LONG_EPOCH));
  }

  private static List<Integer> rows(List<String> batches) {
    return batches.stream()
        .flatMap(batch -> Stream.of(batch.replaceAll("[\\[\\]]", "").split(", ", -1)))
        .map(Integer::valueOf)
        .toList();
  }

  /** Back to a checkpoint in the same process: what was drawn is forgotten, and stays charged. */
  @Test
  void resume_inTheSameProcess_drawsTheNextEpoch() {
    Path folder = parent.resolve("run");
    try (ResumableRun run = allocated(folder)) {
      run.steps(2);
      run.optimizer.save(run.session);
      run.optimizer.resume(run.session);
      assertThat(run.optimizer.ledger().steps()).isEqualTo(LONG_EPOCH);
      run.steps(LONG_EPOCH);
      assertThat(rows(run.batches().subList(2, 2 + LONG_EPOCH)))
          .hasSize(ResumableRun.ROWS)
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void budget_allocation_isSpentByWholeEpochs() {
    PrivacyBudget budget = new PrivacyBudget(1, 1e-5);
    DpOptimizer optimizer =
        model.ready(
            DpOptimizer.wrap(model.overwriting())
                .sampling(RandomAllocation.of(ROWS, EPOCH))
                .clipping(Clipping.flat(1))
                .budget(budget, 3 * EPOCH));
    assertThat(optimizer.ledger().stepsLeft(budget)).isEqualTo(3 * EPOCH);
    steps(optimizer, 3 * EPOCH);
    assertThatThrownBy(() -> steps(optimizer, 1)).isInstanceOf(BudgetExhaustedException.class);
    assertThat(optimizer.ledger().epsilon(1e-5)).isBetween(0.999, 1.0);
  }

  @Test
  void build_renyiAccountant_isRefusedByName() {
    assertThatThrownBy(() -> ready(builder -> builder.accountant(RdpAccountant::new)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("RandomAllocation");
  }

  @Test
  void build_noiseThatChangesWithinAnEpoch_isRefused() {
    NoiseSchedule falling = NoiseSchedule.stepwise(Map.of(0L, 2.0, 3L, 1.0));
    assertThatThrownBy(() -> ready(builder -> builder.noiseMultiplier(falling)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("steps are independent");
    assertThatThrownBy(
            () ->
                ready(builder -> builder.sampling(FixedOrder.of(ROWS, 8)).noiseMultiplier(falling)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("steps are independent");
  }

  /** Its guarantee is that of replacing one, and a budget of another relation does not take it. */
  @Test
  void fixedSize_relation_isReplaceOneInLedgerAndBudget() {
    FixedSizeSampling sampling = FixedSizeSampling.of(ROWS, 8);
    DpOptimizer optimizer = ready(builder -> builder.sampling(sampling));
    steps(optimizer, 3);
    assertThat(asked).allMatch(rows -> rows.length == 8);
    assertThat(optimizer.plan().neighboringRelation()).isEqualTo(NeighboringRelation.REPLACE_ONE);
    assertThat(optimizer.ledger().epsilon(1e-5))
        .isEqualTo(
            new PldAccountant(NeighboringRelation.REPLACE_ONE)
                .compose(sampling.after(3, new GaussianEvent(2)))
                .epsilon(1e-5));
    assertThat(optimizer.l2Sensitivity()).isBetween(2.0, 2.001);
    try (BudgetAuthority budget =
        BudgetAuthority.open(parent.resolve("budget"), new PrivacyBudget(10, 1e-5))) {
      assertThatThrownBy(
              () -> ready(builder -> builder.sampling(sampling).authority(budget, "model", 3)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("of REPLACE_ONE, but 'budget', from whose");
    }
  }

  @Test
  void authority_ofReplaceOne_isSpentByFixedSize() {
    ProtectedData data =
        new ProtectedData("patients", "patient", ROWS, NeighboringRelation.REPLACE_ONE);
    try (BudgetAuthority budget =
        BudgetAuthority.open(parent.resolve("budget"), new PrivacyBudget(30, 1e-5), data)) {
      steps(
          ready(
              builder ->
                  builder.sampling(FixedSizeSampling.of(ROWS, 8)).authority(budget, "model", 3)),
          3);
      assertThat(budget.report().epsilonSpent()).isPositive();
    }
  }

  @Test
  void budget_fixedSize_isThatOfItsRelation() {
    PrivacyBudget budget = new PrivacyBudget(3, 1e-5);
    DpOptimizer optimizer =
        DpOptimizer.wrap(model.overwriting())
            .sampling(FixedSizeSampling.of(1000, 50))
            .clipping(Clipping.flat(1))
            .budget(budget, 100)
            .build();
    assertThat(optimizer.ledger().epsilonAfter(100, 1e-5)).isBetween(2.999, 3.0);
    assertThat(optimizer.ledger().stepsLeft(budget)).isEqualTo(100);
  }

  /**
   * A process that dies has used its steps up to the end of the epoch, and no more are declared.
   */
  @Test
  void resume_runOfABudget_losesNoMoreThanWasDeclared() {
    Path folder = parent.resolve("run");
    try (BudgetAuthority budget =
        BudgetAuthority.open(parent.resolve("budget"), ResumableRun.BUDGET)) {
      UnaryOperator<DpOptimizerBuilder> spending =
          builder ->
              ResumableRun.muchNoise(builder)
                  .sampling(RandomAllocation.of(ResumableRun.ROWS, LONG_EPOCH))
                  .authority(budget, "model", 30, 1);
      try (ResumableRun run = new ResumableRun(folder, spending)) {
        run.steps(22);
        run.optimizer.save(run.session);
      }
      try (ResumableRun run = new ResumableRun(folder, spending)) {
        assertThat(run.optimizer.resume(run.session)).hasValue(22);
        assertThat(run.optimizer.ledger().steps()).isEqualTo(30);
        assertThatThrownBy(() -> run.steps(1)).isInstanceOf(BudgetExceededException.class);
      }
    }
  }
}
