package io.dptrain.accountant.rdp;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.accountant.event.ComposedEvent;
import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.event.LaplaceEvent;
import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PoissonSampledEvent;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.event.SelfComposedEvent;
import io.dptrain.accountant.testing.GoldenTable;
import io.dptrain.accountant.testing.GoldenTable.Row;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs of several kinds of steps, against published values. */
class RdpCompositionTest {
  /** Rows with mechanisms that have no event here, or no RDP anywhere, are left out. */
  static Stream<Row> covered() {
    return GoldenTable.rows("laplace_and_composition")
        .filter(row -> row.has("epsilon_rdp"))
        .filter(row -> !row.text("spec").matches(".*(epsilon_delta|zcdp|permute_and_flip).*"));
  }

  private static PrivacyEvent run(Row row) {
    return new ComposedEvent(
        Arrays.stream(row.text("spec").split("; ")).map(RdpCompositionTest::segment).toList());
  }

  /** Reads for example {@code poisson_gaussian q=0.01 sigma=1.0 n=100}. */
  private static PrivacyEvent segment(String text) {
    Map<String, String> values =
        Arrays.stream(text.split(" "))
            .skip(1)
            .map(pair -> pair.split("="))
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    PrivacyEvent release =
        values.containsKey("b")
            ? new LaplaceEvent(Double.parseDouble(values.get("b")))
            : gaussians(values);
    String q = values.get("q");
    PrivacyEvent step =
        q == null ? release : new PoissonSampledEvent(Double.parseDouble(q), release);
    return new SelfComposedEvent(step, Long.parseLong(values.get("n")));
  }

  private static PrivacyEvent gaussians(Map<String, String> values) {
    String noises = values.getOrDefault("sigmas", values.get("sigma"));
    return new ComposedEvent(
        Arrays.stream(noises.split("/"))
            .map(Double::valueOf)
            .<PrivacyEvent>map(GaussianEvent::new)
            .toList());
  }

  @ParameterizedTest
  @MethodSource("covered")
  void epsilon_everyRow_isBetweenExactAndPublished(Row row) {
    RdpAccountant accountant = new RdpAccountant(NeighboringRelation.ADD_OR_REMOVE_ONE);

    double epsilon = accountant.compose(run(row)).epsilon(row.number("delta"));

    String atLeast = row.has("epsilon_exact") ? "epsilon_exact" : "epsilon_prv_lower";
    assertThat(epsilon)
        .isGreaterThanOrEqualTo(row.number(atLeast))
        .isLessThanOrEqualTo(row.number("epsilon_rdp") * (1 + 1e-9));
  }
}
