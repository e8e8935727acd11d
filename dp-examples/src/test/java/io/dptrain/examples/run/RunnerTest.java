package io.dptrain.examples.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunnerTest {
  /** Finds seed times place; tells of half of its steps. */
  private record Product(int steps) implements Experiment {
    @Override
    public String name() {
      return "product";
    }

    @Override
    public String claim() {
      return "None.";
    }

    @Override
    public List<String> variants() {
      return List.of("once", "twice");
    }

    @Override
    public Finding run(String variant, Trial trial) {
      trial.progress().accept(steps / 2);
      return new Finding().number("n", trial.seed() * (variants().indexOf(variant) + 1.0));
    }

    @Override
    public List<Expectation> expectations() {
      return List.of();
    }

    @Override
    public List<Panel> panels() {
      return List.of();
    }
  }

  @Test
  void run_severalSeeds_findingsAreOfTheirVariantAndSeed() {
    Result result = new Runner(3, 2, false).run(new Product(1));
    assertThat(result.values("once", "n")).containsExactly(1, 2, 3);
    assertThat(result.values("twice", "n")).containsExactly(2, 4, 6);
    assertThat(result.seeds()).extracting(Seed::seed).containsExactly(1L, 2L, 3L);
  }

  @Test
  void run_stepsThatAreLeftOut_areDoneAtTheEndOfTheRun() {
    StringWriter err = new StringWriter();
    List<Result> results = new ArrayList<>();
    new Runner(1, 1, false)
        .run(List.of(new Product(10), new Product(4)), new PrintWriter(err), results::add);
    assertThat(results).hasSize(2);
    assertThat(err.toString().lines())
        .contains("step 5 of 28:")
        .last()
        .isEqualTo("step 28 of 28: 4 of 4 runs, product twice seed 1");
  }
}
