package io.dptrain.core.noise;

import io.dptrain.core.noise.AttachedNoise.StepNoise;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.family.TFloating;

/**
 * A tensor for each of several placeholders, fed to the update.
 *
 * <p><b>Native memory</b>: owns the tensors that are added; closing frees them.
 */
final class FedTensors<T extends TFloating> implements StepNoise {
  private final List<Placeholder<T>> placeholders;
  private final List<Tensor> tensors = new ArrayList<>();

  FedTensors(List<Placeholder<T>> placeholders) {
    this.placeholders = placeholders;
  }

  /** Takes over the tensor of the next placeholder. */
  void add(Tensor tensor) {
    tensors.add(tensor);
  }

  /** How many placeholders have a tensor. */
  int size() {
    return tensors.size();
  }

  @Override
  public void feed(Session.Runner runner) {
    for (int i = 0; i < tensors.size(); i++) {
      runner.feed(placeholders.get(i), tensors.get(i));
    }
  }

  @Override
  public void close() {
    tensors.forEach(Tensor::close);
  }
}
