package io.dptrain.examples.clipping;

import io.dptrain.examples.run.Expectation;
import io.dptrain.examples.run.Experiment;
import io.dptrain.examples.run.Finding;
import io.dptrain.examples.run.Panel;
import io.dptrain.examples.run.Result;
import io.dptrain.examples.run.Trial;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** All ways to clip, each on the same gradients. Nothing is random. A run finds its outcome. */
final class ClippingExperiment implements Experiment {
  private static final String COSINE = "least cosine";

  private final List<Variant> ways =
      Stream.of(Variants.ofPrivateTraining(), Variants.ofOrdinaryTraining())
          .flatMap(List::stream)
          .toList();

  @Override
  public String name() {
    return "clipping";
  }

  @Override
  public String claim() {
    return "What says that it keeps the direction of a gradient does so, and all else turns one.";
  }

  @Override
  public List<String> variants() {
    return ways.stream().map(Variant::name).toList();
  }

  @Override
  public Finding run(String name, Trial trial) {
    Outcome outcome = Outcome.of(ways.get(variants().indexOf(name)));
    return new Finding().fact(outcome).number(COSINE, outcome.leastCosine());
  }

  /** What became of the gradients, in the order of the variants. */
  static List<Outcome> outcomes(Result result) {
    return result.seeds().get(0).findings().values().stream()
        .map(ClippingExperiment::outcome)
        .toList();
  }

  private static Outcome outcome(Finding found) {
    return found.fact(Outcome.class).orElseThrow();
  }

  @Override
  public List<Expectation> expectations() {
    return List.of(
        Expectation.that(
                "least cosine of those that keep the direction",
                seed -> cosines(seed.findings().values().stream(), true).min().orElseThrow())
            .isAtLeast(1 - 1e-5),
        Expectation.that(
                "largest of the least cosines of the others",
                seed -> cosines(seed.findings().values().stream(), false).max().orElseThrow())
            .isAtMost(0.99));
  }

  private static DoubleStream cosines(Stream<Finding> all, boolean ofThoseThatKeep) {
    return all.filter(found -> outcome(found).keepsDirection() == ofThoseThatKeep)
        .mapToDouble(found -> found.number(COSINE));
  }

  @Override
  public List<Panel> panels() {
    return List.of(); // it has a picture of its own
  }
}
