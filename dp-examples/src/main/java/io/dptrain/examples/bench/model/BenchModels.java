package io.dptrain.examples.bench.model;

import io.dptrain.examples.BadInput;
import io.dptrain.examples.Inputs;
import java.util.List;

/** All models that can be measured. */
public final class BenchModels {
  private static final List<BenchModel> ALL =
      List.of(
          new MlpModel(),
          new CnnModel(),
          new GroupNormModel(),
          new EmbeddingModel(),
          new LstmModel(),
          new TransformerModel());

  private BenchModels() {}

  /** Every model, in the order of the table. */
  public static List<BenchModel> all() {
    return ALL;
  }

  /**
   * The model of a name.
   *
   * @throws BadInput if there is none; the message lists the names
   */
  public static BenchModel named(String name) {
    return Inputs.named("--models", name, ALL, BenchModel::name);
  }
}
