package io.dptrain.examples.lab.gan;

import io.dptrain.examples.run.Experiment;
import io.dptrain.examples.run.Finding;
import io.dptrain.examples.run.Panel;
import io.dptrain.examples.run.Trial;
import java.util.List;

/** Trains a {@link PointGan} whose critic is tamed in one way or another. */
abstract class TamingExperiment implements Experiment {

  /** How a variant tames the critic. */
  abstract Taming taming(String variant);

  @Override
  public final Finding run(String variant, Trial trial) {
    return PointGan.train(taming(variant), trial);
  }

  @Override
  public final List<Panel> panels() {
    String steps = "steps of the generator";
    return List.of(
        Panel.lines(PointGan.SLOPE, "the critic", steps, "steepest slope (score per distance)")
            .logarithmicY(),
        Panel.lines(PointGan.DISTANCE, "the generator", steps, "energy distance from the data")
            .logarithmicY());
  }
}
