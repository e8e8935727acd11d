package io.dptrain.examples.check.sweep;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Tensor;

/** Tensors that are closed together. */
final class Tensors implements AutoCloseable {
  private final List<Tensor> tensors = new ArrayList<>();

  void own(Tensor tensor) {
    tensors.add(tensor);
  }

  @Override
  public void close() {
    tensors.forEach(Tensor::close);
  }
}
