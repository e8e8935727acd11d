package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.core.testing.ChildJvm;
import org.junit.jupiter.api.Test;

/** Tensors of two graphs are told apart before anything native, which may end the process. */
class TwoGraphsTest {

  @Test
  void twoGraphs_inEveryPlace_areRefusedByName() {
    ChildJvm child = ChildJvm.run(TwoGraphs.class);
    assertThat(child.output().lines())
        .as(child.output())
        .filteredOn(line -> line.contains("refused: "))
        .hasSize(20)
        .allMatch(line -> line.contains("graph"));
    assertThat(child.output())
        .contains("loss refused: loss must be in the graph", "eagerLoss refused: loss must be")
        .contains("variable refused: a variable to train", "publicInput refused: a public input")
        .contains("session refused: session must run the graph", "steps charged: 0")
        .contains("feeds refused: a placeholder that is fed")
        .doesNotContain("steps charged: 1", "accepted", "failed");
    assertThat(child.exitCode()).isZero();
  }
}
