package io.dptrain.examples.accounting;

import io.dptrain.accountant.calibration.NoiseCalibration;
import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.examples.BadInput;
import io.dptrain.examples.Inputs;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code dp calibrate}: the least noise that keeps a run within a target. */
@Command(
    name = "calibrate",
    description = "Find the least noise that keeps private training within a target epsilon.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true)
public final class CalibrateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--target-epsilon",
      paramLabel = "E",
      required = true,
      description = "Epsilon that the run must not exceed.")
  private double targetEpsilon;

  @Mixin private DeltaFlag delta;
  @Mixin private RunFlags run;
  @Mixin private AnswerFlags answer;

  @Override
  public Integer call() {
    double target = Inputs.positive("--target-epsilon", targetEpsilon);
    PrivacyBudget budget = new PrivacyBudget(target, delta.delta());
    double noise = noise(budget);
    answer.print(
        spec.commandLine().getOut(),
        Answer.epsilon(
            answer.accountant(), run.samplingProbability(), noise, run.steps(), delta.delta()));
    return 0;
  }

  private double noise(PrivacyBudget budget) {
    double probability = run.samplingProbability();
    long steps = run.steps();
    try {
      return NoiseCalibration.noiseMultiplier(
          budget, probability, steps, answer.accountant()::create);
    } catch (IllegalArgumentException e) {
      throw new BadInput("--target-epsilon: " + e.getMessage(), e);
    }
  }
}
