package io.dptrain.examples.bench.model;

import io.dptrain.examples.BadInput;
import java.util.List;
import java.util.stream.Collectors;

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
    return ALL.stream()
        .filter(model -> model.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new BadInput("--models knows no '" + name + "'; choose among " + names()));
  }

  private static String names() {
    return ALL.stream().map(BenchModel::name).collect(Collectors.joining(", "));
  }
}
