package io.dptrain.examples.readme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.pld.PldAccountant;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReadmeTest {
  private static final Page README = new Page("README.md");
  private static final String TESTS = "dp-examples/src/test/java/io/dptrain/examples/readme/";

  @Test
  void readme_wrapExample_isTheCodeThatIsTested() throws IOException {
    assertThat(README.javaBlocks())
        .hasSize(2)
        .startsWith(README.regions(TESTS + "WrapExample.java").toArray(String[]::new));
  }

  /** The questions to a ledger are some of those of docs/accounting.md, which are compiled. */
  @Test
  void readme_questionsToALedger_areCodeThatIsTested() throws IOException {
    String compiled = new Page("docs/accounting.md").regions(TESTS + "AccountingPage.java").get(0);
    assertThat(README.javaBlocks().get(1).lines().toList())
        .isNotEmpty()
        .isSubsetOf(compiled.lines().toList());
  }

  /** That row is held to the accountant by the test of the presets. */
  @Test
  void readme_numbersOfMnist_areThoseOfTheDefaultPreset() throws IOException {
    List<String> row =
        new Page("docs/mnist.md")
            .text()
            .lines()
            .filter(line -> line.contains("(default)"))
            .flatMap(line -> Stream.of(line.split(" *\\| *")))
            .toList();
    assertThat(README.section("Two commands").replaceAll("\\s+", " "))
        .contains("a test accuracy of %s with epsilon %s at".formatted(row.get(7), row.get(5)))
        .contains("Renyi differential privacy, RDP, epsilon is " + row.get(6));
  }

  @Test
  void wrapExample_run_spendsWhatTheAccountantSays() {
    Random random = new Random(3);
    float[][] features = new float[1_000][4];
    int[] classes = new int[features.length];
    for (int i = 0; i < features.length; i++) {
      classes[i] = random.nextInt(3);
      features[i][classes[i]] = 1;
      features[i][3] = random.nextFloat();
    }
    double expected =
        new PldAccountant(NeighboringRelation.ADD_OR_REMOVE_ONE)
            .compose(PrivacyEvent.poissonSampledGaussian(0.064, 1.1), 200)
            .epsilon(1e-5);
    assertThat(WrapExample.train(features, classes)).isCloseTo(expected, within(1e-7));
  }
}
