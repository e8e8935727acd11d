package io.dptrain.examples.check;

import io.dptrain.core.noise.HostNoise;
import io.dptrain.core.noise.InGraphNoise;
import io.dptrain.core.random.SecureBits;
import io.dptrain.core.random.SecureNoise;
import io.dptrain.examples.bench.model.BenchModel;
import io.dptrain.examples.check.sweep.CaseList;
import io.dptrain.examples.check.sweep.Sweep;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * All parts of a check.
 *
 * @param cases the operations to try
 * @param asksGradients whether TensorFlow's gradients are looked at by themselves, too
 * @param models the models whose clipping is looked at
 * @param progress takes one line for each part
 */
record Check(
    Class<? extends CaseList> cases,
    boolean asksGradients,
    List<BenchModel> models,
    Consumer<String> progress) {

  CheckReport run(Machine machine) {
    progress.accept("trying operations in processes of their own");
    Sweep sweep = new Sweep(cases, asksGradients, new SweepProgress(progress));
    return new CheckReport(machine, sweep.run(), noise(), clipping());
  }

  private List<Measured> noise() {
    progress.accept("drawing noise");
    List<Measured> measured =
        new ArrayList<>(NoiseCheck.source("secure noise", SecureNoise.create()));
    measured.addAll(UpdateNoiseCheck.run("noise of an update", HostNoise.of(SecureNoise.create())));
    measured.addAll(
        UpdateNoiseCheck.run("noise drawn in the graph", InGraphNoise.of(SecureBits.create())));
    return measured;
  }

  private List<Measured> clipping() {
    List<Measured> measured = new ArrayList<>();
    for (BenchModel model : models) {
      progress.accept("clipping in the model " + model.name());
      measured.addAll(ClippingCheck.run(model));
    }
    return measured;
  }
}
