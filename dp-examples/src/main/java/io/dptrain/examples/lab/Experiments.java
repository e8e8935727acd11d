package io.dptrain.examples.lab;

import io.dptrain.examples.lab.clip.ClipThreshold;
import io.dptrain.examples.lab.clip.Diagnosis;
import io.dptrain.examples.lab.clip.ExponentialLoss;
import io.dptrain.examples.lab.clip.FineTuning;
import io.dptrain.examples.lab.clip.NesterovCliff;
import io.dptrain.examples.lab.clip.PoisonedWell;
import io.dptrain.examples.lab.clip.PrivacyNeedsClipping;
import io.dptrain.examples.lab.clip.StarvingTasks;
import io.dptrain.examples.lab.clip.ValueVersusNorm;
import io.dptrain.examples.lab.depth.AttentionScale;
import io.dptrain.examples.lab.depth.DeadRelu;
import io.dptrain.examples.lab.depth.DeepLinear;
import io.dptrain.examples.lab.depth.FieldSolver;
import io.dptrain.examples.lab.depth.GatedCells;
import io.dptrain.examples.lab.depth.LayerNorm;
import io.dptrain.examples.lab.depth.Lyapunov;
import io.dptrain.examples.lab.depth.ReluScale;
import io.dptrain.examples.lab.depth.Residual;
import io.dptrain.examples.lab.depth.RnnEcho;
import io.dptrain.examples.lab.depth.VolumePreserving;
import io.dptrain.examples.lab.depth.WeightDecay;
import io.dptrain.examples.lab.gan.BatchnormLeak;
import io.dptrain.examples.lab.gan.CoarseToFine;
import io.dptrain.examples.lab.gan.FeedbackClip;
import io.dptrain.examples.lab.gan.SpectralNorm;
import io.dptrain.examples.lab.gan.SuperResolution;
import io.dptrain.examples.lab.gan.WganClip;
import io.dptrain.examples.lab.gan.Whitening;
import io.dptrain.examples.lab.learning.Curriculum;
import io.dptrain.examples.lab.learning.FailureModes;
import io.dptrain.examples.lab.learning.GraphNorm;
import io.dptrain.examples.lab.learning.PseudoLabels;
import io.dptrain.examples.lab.learning.SmoothActivation;
import io.dptrain.examples.run.Experiment;
import java.util.List;

/** All experiments. */
final class Experiments {
  /** In the order in which they are listed and run. */
  static final List<Experiment> ALL =
      List.of(
          new DeepLinear(),
          new RnnEcho(),
          new Lyapunov(),
          new ValueVersusNorm(),
          new ClipThreshold(),
          new NesterovCliff(),
          new PoisonedWell(),
          new ExponentialLoss(),
          new StarvingTasks(),
          new FineTuning(),
          new Diagnosis(),
          new WeightDecay(),
          new Residual(),
          new LayerNorm(),
          new AttentionScale(),
          new VolumePreserving(),
          new Curriculum(),
          new DeadRelu(),
          new SmoothActivation(),
          new GraphNorm(),
          new Whitening(),
          new BatchnormLeak(),
          new WganClip(),
          new SpectralNorm(),
          new FeedbackClip(),
          new CoarseToFine(),
          new SuperResolution(),
          new PseudoLabels(),
          new FailureModes(),
          new FieldSolver(),
          new PrivacyNeedsClipping(),
          new GatedCells(),
          new ReluScale());

  private Experiments() {}
}
