package io.dptrain.examples.accounting;

import io.dptrain.accountant.PrivacyAccountant;
import io.dptrain.accountant.calibration.NoiseCalibration;
import io.dptrain.accountant.calibration.StepCalibration;
import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.examples.BadInput;
import io.dptrain.examples.Inputs;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code dp calibrate}: the least noise, or the longest run, within a target. */
@Command(
    name = "calibrate",
    description =
        "Find the least noise that keeps private training within a target epsilon or, with"
            + " --noise-multiplier, what is left out of the run: the most steps or epochs, or the"
            + " fewest steps per epoch.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    customSynopsis = {
      "dp calibrate --target-epsilon=E --delta=D --sampling-probability=Q",
      "                    (--steps=T | --noise-multiplier=S) [--accountant=A] [--json]",
      "  or:  dp calibrate --target-epsilon=E --delta=D --sampler=random-allocation",
      "                    [--json] and two of",
      "                    --steps-per-epoch=T --epochs=P --noise-multiplier=S"
    })
public final class CalibrateCommand implements Callable<Integer> {
  private static final String TARGET = "--target-epsilon";

  @Spec private CommandSpec spec;

  @Option(
      names = TARGET,
      paramLabel = "E",
      required = true,
      description = "Epsilon that the run must not exceed.")
  private double targetEpsilon;

  @Mixin private DeltaFlag delta;
  @Mixin private RunFlags run;
  @Mixin private AnswerFlags answer;

  @Override
  public Integer call() {
    PrivacyBudget target = new PrivacyBudget(Inputs.positive(TARGET, targetEpsilon), delta.delta());
    RunParts parts = run.parts();
    parts.requireCovered(answer.accountant());
    answer.print(
        spec.commandLine().getOut(),
        run.hasNoise() ? longest(target, parts) : quietest(target, parts.run()));
    return 0;
  }

  /** The run with the least noise. */
  private Answer quietest(PrivacyBudget target, Run asked) {
    double noise =
        calibrated(
            () ->
                NoiseCalibration.noiseMultiplier(
                    target, asked::event, answer.accountant()::create));
    return Answer.epsilon(answer.accountant(), asked, noise, target.delta());
  }

  /** The run with this noise and the best of what was left out. */
  private Answer longest(PrivacyBudget target, RunParts parts) {
    double noise = Inputs.positive(NoiseFlag.NAME, run.noiseMultiplier());
    RunPart open = parts.open();
    long found = calibrated(() -> found(open, target, parts, noise));
    Inputs.require(
        found > 0,
        "%s is too small for one %s; raise it or %s"
            .formatted(TARGET, open == RunPart.STEPS ? "step" : "epoch", NoiseFlag.NAME));
    Run longest = parts.with(open, found).run();
    return Answer.epsilon(answer.accountant(), longest, noise, target.delta());
  }

  private long found(RunPart open, PrivacyBudget target, RunParts parts, double noise) {
    Function<NeighboringRelation, PrivacyAccountant> accountant = answer.accountant()::create;
    return switch (open) {
      case SAMPLING_PROBABILITY -> throw new IllegalStateException(open + " is never found");
      case STEPS -> StepCalibration.steps(target, parts.probability(), noise, accountant);
      case EPOCHS -> {
        long each = parts.count(RunPart.STEPS_PER_EPOCH);
        long epochs = StepCalibration.epochs(target, each, noise, accountant);
        yield Math.min(epochs, RunParts.MOST_STEPS / each);
      }
      case STEPS_PER_EPOCH ->
          StepCalibration.stepsPerEpoch(target, parts.count(RunPart.EPOCHS), noise, accountant);
    };
  }

  private static <T> T calibrated(Supplier<T> search) {
    try {
      return search.get();
    } catch (IllegalArgumentException e) {
      throw new BadInput(TARGET + ": " + e.getMessage(), e);
    }
  }
}
