package io.dptrain.core.training;

import io.dptrain.accountant.filter.PrivacyCost;
import io.dptrain.accountant.ledger.BudgetAuthority;
import io.dptrain.accountant.ledger.Reservation;
import io.dptrain.accountant.ledger.SpendingPlan;
import io.dptrain.core.internal.Checks;
import io.dptrain.core.random.SecureNoise;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.tensorflow.Session;

/**
 * A noised mean over private data, charged to the budget of that data before it is looked at. Not
 * thread safe.
 */
final class ChargedMean implements Measure {
  private final String name;
  private final NoisyMean mean;
  private final BudgetAuthority authority;
  private final Function<Session, double[]> values;
  private final SecureNoise noise = SecureNoise.create();
  private Reservation reservation;

  ChargedMean(
      String name, NoisyMean mean, BudgetAuthority authority, Function<Session, double[]> values) {
    this.name = name;
    this.mean = Objects.requireNonNull(mean, "mean");
    this.authority = Objects.requireNonNull(authority, "authority");
    this.values = values;
  }

  @Override
  public void open(long times) {
    Checks.state(
        reservation == null,
        "evaluation '" + name + "' serves one trainer at a time: make one for each");
    long units = authority.data().size();
    Checks.state(
        units == 0 || mean.examples() <= units,
        "evaluation '"
            + name
            + "' looks at "
            + mean.examples()
            + " examples, but '"
            + authority.data().name()
            + "', from whose budget it is to spend, has "
            + units
            + "; open the budget of the data that is looked at");
    reservation =
        authority.reserve(
            SpendingPlan.of("evaluation: " + name, PrivacyCost.of(mean.event(), times))
                .with("examples", Integer.toString(mean.examples()))
                .with("range", mean.lower() + " to " + mean.upper())
                .with("noise multiplier", Double.toString(mean.noiseMultiplier()))
                .with("noise", noise.description()),
            1);
  }

  @Override
  public OptionalDouble value(Session session) {
    reservation.charge();
    return OptionalDouble.of(mean.of(values.apply(session), noise));
  }

  @Override
  public void close() {
    if (reservation != null) {
      reservation.close();
      reservation = null;
    }
  }
}
