package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.core.testing.ChildJvm;
import org.junit.jupiter.api.Test;

/**
 * A gradient that the application registered past the library is refused wherever the backward pass
 * would ask for it. Each program runs in a process of its own, as a registration stays.
 */
class ForeignGradientTest {

  @Test
  void minimize_gradientsOfTheApplication_areRefusedInEveryMode() {
    ChildJvm child =
        ChildJvm.run(
            ForeignGradients.class,
            "Rint",
            "Xdivy",
            "Snapshot",
            "SparseSoftmaxCrossEntropyWithLogits");
    assertThat(child.output())
        .contains("Rint true", "Xdivy true", "Snapshot true")
        .contains("SparseSoftmaxCrossEntropyWithLogits true")
        .contains("followed refused NOT_COVERED Rint")
        .contains("wholeModel refused NOT_COVERED Rint")
        .contains("functionOfAVariable refused NOT_COVERED Rint")
        .contains("regularizer refused NOT_COVERED Rint")
        .contains("site refused NOT_COVERED Xdivy")
        .contains("snapshot refused NOT_COVERED Snapshot")
        .contains("crossEntropy refused NOT_COVERED SparseSoftmaxCrossEntropyWithLogits")
        .contains("registered by the application")
        .contains("ExampleGradients.register")
        .doesNotContain("accepted");
    assertThat(child.exitCode()).isZero();
  }

  /** TensorFlow Java has room for ten, and would call a null pointer for the eleventh. */
  @Test
  void minimize_noRoomForTheLibrarysOwnGradient_isRefused() {
    ChildJvm child =
        ChildJvm.run(
            ForeignGradients.class,
            "Round",
            "Ceil",
            "Erfc",
            "Digamma",
            "FloorDiv",
            "FloorMod",
            "Mod",
            "Xlogy",
            "Xlog1py",
            "TruncateDiv");
    assertThat(child.output())
        .contains("TruncateDiv true")
        .contains("crossEntropy refused NOT_COVERED SparseSoftmaxCrossEntropyWithLogits");
    assertThat(child.exitCode()).isZero();
  }
}
