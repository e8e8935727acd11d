package io.dptrain.examples.bench.model;

import io.dptrain.examples.mnist.train.MnistModel;
import java.util.List;
import org.tensorflow.op.Ops;

/** The network of {@code dp mnist}: {@link MnistModel}. */
final class CnnModel implements BenchModel {
  private static final int DIGITS = 10;

  @Override
  public String name() {
    return "cnn";
  }

  @Override
  public BuiltModel build(Ops tf, long seed) {
    MnistModel model = MnistModel.build(tf, seed);
    return new BuiltModel(
        List.of(new DataInput.Values(model.images()), new DataInput.Ids(model.labels(), DIGITS)),
        model.loss());
  }
}
