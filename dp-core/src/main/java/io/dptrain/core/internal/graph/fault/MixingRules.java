package io.dptrain.core.internal.graph.fault;

import io.dptrain.core.internal.graph.axis.Node;
import io.dptrain.core.internal.graph.op.SignalKind;
import java.util.Optional;
import java.util.Set;

/** Ops that mix whatever they are given, even if it is not known where the examples lie. */
public final class MixingRules {
  private static final Set<String> BATCH_NORMALIZATION =
      Set.of("FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3");

  /** The size of the output, or the place of an entry in it, depends on all values. */
  private static final Set<String> SELECT_BY_VALUE =
      Set.of(
          "Where",
          "DynamicPartition",
          "Unique",
          "UniqueV2",
          "UniqueWithCounts",
          "UniqueWithCountsV2",
          "ListDiff");

  /** One number or one table out of all values. */
  private static final Set<String> TOTALS = Set.of("L2Loss", "Bincount", "HistogramFixedWidth");

  private MixingRules() {}

  /** Refuses an operation on data that mixes by its nature, and passes the others. */
  public static void refuseByNature(Node node) {
    String type = node.type();
    if (BATCH_NORMALIZATION.contains(type) && node.flag("is_training")) {
      throw node.mixes(
          "it normalizes each example with the mean and variance of the whole batch",
          "use group or layer normalization (see docs/gradients.md)");
    }
    ofType(type)
        .ifPresent(
            mixing -> {
              throw node.mixes(mixing.reason(), mixing.fix());
            });
    if (SignalKind.of(node.operation()).filter(SignalKind.TENSOR_NORM::equals).isPresent()) {
      throw node.mixes(
          "it clips the backward signal by a norm over all examples",
          "clip the signal of each row, or each value");
    }
  }

  /** Why an op type mixes, and what to do. */
  public record Mixing(String reason, String fix) {}

  /** What mixes by its op type alone. */
  public static Optional<Mixing> ofType(String type) {
    if (SELECT_BY_VALUE.contains(type)) {
      return Optional.of(
          new Mixing(
              "the size of its output depends on the values of all examples",
              "keep one entry per example and multiply by a mask of 0 and 1"));
    }
    if (TOTALS.contains(type)) {
      return Optional.of(
          new Mixing(
              "it makes one total of all examples",
              "square and sum over the other axes, so that one entry per example stays"));
    }
    return type.equals("RandomShuffle")
        ? Optional.of(new Mixing("it shuffles the rows", "let the sampler choose the order"))
        : Optional.empty();
  }
}
