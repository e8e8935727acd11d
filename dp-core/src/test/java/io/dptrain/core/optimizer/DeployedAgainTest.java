package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.core.testing.ChildJvm;
import org.junit.jupiter.api.Test;

/** The registry of gradients belongs to the process, and class loaders come and go. */
class DeployedAgainTest {

  @Test
  void minimize_libraryInASecondClassLoader_trainsThere() {
    ChildJvm child = ChildJvm.run(DeployedAgain.class, "library", "library");
    assertThat(child.output().lines().filter("library trained 1"::equals))
        .as(child.output())
        .hasSize(2);
    assertThat(child.exitCode()).isZero();
  }

  @Test
  void minimize_gradientOfAnotherClassLoadersApplication_isRefused() {
    ChildJvm child = ChildJvm.run(DeployedAgain.class, "application", "library");
    assertThat(child.output())
        .contains("application refused SparseSoftmaxCrossEntropyWithLogits")
        .contains("library refused SparseSoftmaxCrossEntropyWithLogits")
        .contains("class loader that all deployments share");
    assertThat(child.exitCode()).isZero();
  }
}
