package io.dptrain.examples.rnn.report;

import io.dptrain.examples.report.PrivacyFacts;
import io.dptrain.examples.rnn.model.CellKind;
import io.dptrain.examples.rnn.train.AddingData;
import io.dptrain.examples.rnn.train.AddingExperiment;
import io.dptrain.examples.rnn.train.Ending;
import io.dptrain.examples.rnn.train.RnnSettings;
import io.dptrain.examples.rnn.train.Variant;
import io.dptrain.examples.run.Finding;
import io.dptrain.examples.run.Result;
import io.dptrain.examples.run.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rows of runs that nobody ran. */
final class MadeUpRows {
  private static final RnnSettings SETTINGS = new RnnSettings(4, 30, 8, 0.01, 1, 0.9, 1.3);
  private static final AddingData DATA = AddingData.draw(64, 32, 10);

  private MadeUpRows() {}

  /** A run that measured losses each ten steps, and the norms 1, 2, 3 and so on. */
  static Finding run(double... losses) {
    Finding finding = new Finding();
    for (int i = 0; i < losses.length; i++) {
      finding.point(AddingExperiment.LOSS, 10 * i, losses[i]);
      if (i > 0) {
        finding.point(AddingExperiment.NORM, 10 * i, i);
      }
    }
    double last = losses[losses.length - 1];
    int steps = 10 * (losses.length - 1);
    for (Ending ending : Ending.values()) {
      finding.number(ending.label(), ending == Ending.of(last) ? 1 : 0);
    }
    if (Ending.of(last) == Ending.SOLVED) {
      finding.number(AddingExperiment.STEPS_TO_SOLVE, steps);
    }
    return finding
        .number(AddingExperiment.LOSS, last)
        .number(AddingExperiment.STEPS, steps)
        .number(AddingExperiment.NORM, losses.length - 1);
  }

  /** The row of one variant, whose runs have the seeds 1, 2, 3 and so on. */
  static Row row(Variant variant, Optional<PrivacyFacts> privacy, Finding... runs) {
    List<Seed> seeds = new ArrayList<>();
    for (Finding run : runs) {
      privacy.ifPresent(run::fact);
      seeds.add(new Seed(seeds.size() + 1, Map.of(variant.label(), run)));
    }
    AddingExperiment of =
        new AddingExperiment(CellKind.RNN, List.of(variant), SETTINGS, DATA, 1e-5);
    return Row.of(new Result(of, seeds, 1)).get(0);
  }
}
