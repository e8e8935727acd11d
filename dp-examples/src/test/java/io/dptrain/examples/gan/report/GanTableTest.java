package io.dptrain.examples.gan.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.examples.report.MadeUpFacts;
import io.dptrain.examples.report.PrivacyFacts;
import io.dptrain.examples.run.Finding;
import java.util.List;
import org.junit.jupiter.api.Test;

class GanTableTest {
  private static final PrivacyFacts PRIVACY = MadeUpFacts.privacy(1.2341);

  @Test
  void of_twoVariants_hasOneLineEachWithinEightyColumns() {
    VariantResult open = new VariantResult("none", "no control", List.of(run(3, 0.5), run(6, 0.9)));
    VariantResult secured =
        new VariantResult("spectral-normalization", "control", List.of(run(8, 0.75).fact(PRIVACY)));
    String table = String.join("\n", GanTable.of(List.of(open, secured), 8));
    assertThat(table.lines()).hasSize(4).allSatisfy(line -> assertThat(line).hasSizeLessThan(81));
    assertThat(table)
        .contains("all 8 found")
        .containsPattern("none +4.5 \\(3-6\\) +0 of 2 +70.0 % +not private")
        .containsPattern("spectral-normalization +8.0 \\(8-8\\) +1 of 1 +75.0 % +1.235");
  }

  @Test
  void result_ofSeveralRuns_countsAndAveragesThem() {
    VariantResult result =
        new VariantResult("none", "", List.of(run(8, 0.5), run(2, 0.7), run(8, 0.6)));
    assertThat(result.runsWith(8)).isEqualTo(2);
    assertThat(result.medianModes()).isEqualTo(8);
    assertThat(result.medianHighQuality()).isEqualTo(0.6);
    assertThat(result.privacy()).isEmpty();
  }

  private static Finding run(int modes, double quality) {
    return new Finding()
        .number(VariantResult.MODES, modes)
        .number(VariantResult.HIGH_QUALITY, quality);
  }
}
