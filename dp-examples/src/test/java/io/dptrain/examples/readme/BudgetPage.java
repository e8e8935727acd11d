package io.dptrain.examples.readme;

import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.event.LaplaceEvent;
import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.filter.PrivacyCost;
import io.dptrain.accountant.ledger.BudgetAuthority;
import io.dptrain.accountant.ledger.ProtectedData;
import io.dptrain.accountant.ledger.Reservation;
import io.dptrain.accountant.ledger.SpendingPlan;
import io.dptrain.accountant.ledger.jdbc.JdbcStore;
import io.dptrain.accountant.tuning.RepeatedRuns;
import io.dptrain.core.clip.Clipping;
import io.dptrain.core.optimizer.DpOptimizer;
import io.dptrain.core.sampling.PoissonSampling;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.tensorflow.Graph;
import org.tensorflow.framework.optimizers.GradientDescent;

/** The code that docs/budget.md shows, in its order; a test holds the two together, and runs it. */
final class BudgetPage {
  private final Consumer<DpOptimizer> training;
  private int released;

  BudgetPage(Consumer<DpOptimizer> training) {
    this.training = training;
  }

  void training(Path folder, Graph graph) {
    // docs/budget.md
    try (BudgetAuthority authority =
        BudgetAuthority.open(folder, new PrivacyBudget(2, 1e-6))) { // as ./dp budget init does
      DpOptimizer optimizer =
          DpOptimizer.wrap(new GradientDescent(graph, 0.1f))
              .sampling(PoissonSampling.of(60_000, 256))
              .clipping(Clipping.flat(1.0))
              .noiseMultiplier(1.3)
              .authority(authority, "classifier", 1_000) // at most so many steps
              .build(); // refused here if they do not fit into what is left
      train(optimizer);
    } // gives back what was charged ahead
    // end
  }

  private void train(DpOptimizer optimizer) {
    training.accept(optimizer);
  }

  static long others(BudgetAuthority authority, PrivacyEvent oneRun) {
    // docs/budget.md
    PrivacyCost count = PrivacyCost.of(new LaplaceEvent(20)); // noise scale over l1 sensitivity
    authority.spend(SpendingPlan.of("patients by age", count)); // on disk when it returns

    RepeatedRuns runs = RepeatedRuns.truncatedNegativeBinomial(1, 0.1); // 10 on average
    PrivacyCost search = PrivacyCost.ofSearch(runs, oneRun); // of which the best is released
    authority.spend(SpendingPlan.of("search for a learning rate", search));
    long number = runs.draw(new SecureRandom()); // so many runs, and none more

    PrivacyCost other = PrivacyCost.stated(0.1, 1e-9); // as another library says
    authority.spend(SpendingPlan.of("histogram of visits", other));
    // end
    return number;
  }

  void steps(BudgetAuthority authority) {
    // docs/budget.md
    SpendingPlan plan = SpendingPlan.ofSteps("monthly totals", new GaussianEvent(60), 12);
    try (Reservation reservation = authority.reserve(plan, 1)) { // in blocks of 1
      while (reservation.remaining() > 0) {
        reservation.charge(); // nothing of the step runs before this returns
        releaseOneTotal();
      }
    }
    // end
  }

  static void database(DataSource database, ProtectedData data, PrivacyCost count) {
    // docs/budget.md
    try (BudgetAuthority authority =
        BudgetAuthority.open(
            JdbcStore.of(database, "patients"), new PrivacyBudget(2, 1e-6), data)) {
      authority.spend(SpendingPlan.of("patients by age", count));
    }
    // end
  }

  private void releaseOneTotal() {
    released++;
  }

  int released() {
    return released;
  }
}
