package io.dptrain.examples.lab.clip;

import io.dptrain.examples.lab.model.Draw;
import io.dptrain.examples.lab.model.LabGraph;
import java.util.Random;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** A smooth function for a small net to learn. */
final class Sine {
  private Sine() {}

  /**
   * Values of a random function. <b>Formula</b>: {@code sin(x direction)}, the direction being
   * normal with standard deviation 0.5. <b>Shape</b> {@code [batch, inputs] -> [batch, 1]}
   */
  static Operand<TFloat32> of(LabGraph lab, Operand<TFloat32> x, int inputs, Random random) {
    Operand<TFloat32> direction = lab.constant(Draw.normal(random, 0.5, inputs), inputs, 1);
    return lab.tf().math.sin(lab.tf().linalg.matMul(x, direction));
  }
}
