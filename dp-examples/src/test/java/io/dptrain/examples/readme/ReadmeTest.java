package io.dptrain.examples.readme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.pld.PldAccountant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ReadmeTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  @Test
  void readme_numbers_areFilledIn() throws IOException {
    assertThat(Files.readString(ROOT.resolve("README.md"))).doesNotContain("@@");
  }

  @Test
  void readme_wrapExample_isTheCodeThatIsTested() throws IOException {
    List<String> source =
        Files.readAllLines(
            ROOT.resolve("dp-examples/src/test/java/io/dptrain/examples/readme/WrapExample.java"));
    int begin = source.indexOf("  // README");
    int end = source.lastIndexOf("  // README");
    String shown =
        source.subList(begin + 1, end).stream()
            .map(line -> line.isEmpty() ? line : line.substring(2))
            .collect(Collectors.joining("\n", "```java\n", "\n```"));
    assertThat(Files.readString(ROOT.resolve("README.md"))).contains(shown);
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
