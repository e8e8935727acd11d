package io.dptrain.examples.readme;

import io.dptrain.accountant.attack.TradeOff;
import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.pld.EpsilonBracket;
import io.dptrain.accountant.pld.PldAccountant;
import io.dptrain.accountant.rdp.RdpGuarantee;
import io.dptrain.core.optimizer.DpOptimizer;
import java.util.List;
import java.util.Optional;

/** The code that docs/accounting.md shows, in its order; a test holds the two together. */
final class AccountingPage {
  private AccountingPage() {}

  static List<Object> ledger(DpOptimizer optimizer) {
    // docs/accounting.md
    double spent = optimizer.ledger().epsilon(1e-5); // by the steps that ran
    double later = optimizer.ledger().epsilonAfter(1_000, 1e-5); // after 1,000 further steps
    long left = optimizer.ledger().stepsLeft(new PrivacyBudget(3.0, 1e-5)); // within a budget
    EpsilonBracket bracket = optimizer.ledger().bracket(1e-5); // by PLD, around the true epsilon
    Optional<RdpGuarantee> rdp = optimizer.ledger().rdpGuarantee(1e-5); // by RDP, with its order
    // end
    return List.of(spent, later, left, bracket, rdp);
  }

  /** What the block computes. */
  record Answers(double epsilon, EpsilonBracket bracket, double caught) {}

  static Answers withoutTensorFlow() {
    // docs/accounting.md
    PldAccountant accountant = new PldAccountant(NeighboringRelation.ADD_OR_REMOVE_ONE);
    accountant.compose(PrivacyEvent.poissonSampledGaussian(256 / 60_000.0, 1.1), 14_062);
    double epsilon = accountant.epsilon(1e-5); // 2.3816, never below the truth
    EpsilonBracket bracket = accountant.guarantee(1e-5); // and how far above it can be
    double caught = new TradeOff(accountant).truePositiveRate(0.01); // of the best membership test
    // end
    return new Answers(epsilon, bracket, caught);
  }
}
