package io.dptrain.examples.mnist;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dptrain.accountant.event.FixedSizeSampledEvent;
import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.event.SelfComposedEvent;
import io.dptrain.accountant.pld.PldAccountant;
import io.dptrain.examples.CommandRun;
import io.dptrain.examples.Dp;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code --sampler} of {@code dp mnist}: what is drawn, what it costs and what is said of it. */
class MnistSamplerTest {
  private static final int BATCH = 50;
  private static final int EPOCHS = 2;
  private static final double NOISE = 2;
  private static final double DELTA = 1e-3;

  @TempDir private static Path folder;
  private static Path data;

  /** What a run must be charged for. */
  private record Charged(
      String sampler, long steps, NeighboringRelation relation, PrivacyEvent event, String says) {
    @Override
    public String toString() {
      return sampler;
    }
  }

  @BeforeAll
  static void write() throws IOException {
    data = TinyMnist.in(folder);
  }

  static Stream<Charged> samplers() {
    GaussianEvent release = new GaussianEvent(NOISE);
    long steps = (long) EPOCHS * TinyMnist.TRAIN / BATCH;
    long epoch = Math.round((double) TinyMnist.TRAIN / BATCH);
    long pass = (TinyMnist.TRAIN + BATCH - 1) / BATCH;
    NeighboringRelation add = NeighboringRelation.ADD_OR_REMOVE_ONE;
    return Stream.of(
        new Charged(
            "random-allocation",
            EPOCHS * epoch,
            add,
            new SelfComposedEvent(PrivacyEvent.randomlyAllocatedGaussian(epoch, NOISE), EPOCHS),
            "Poisson sampling with as much noise and as many steps would have epsilon"),
        new Charged(
            "truncated-poisson",
            steps,
            add,
            new SelfComposedEvent(
                PrivacyEvent.poissonSampledGaussian(BATCH / (double) TinyMnist.TRAIN, NOISE),
                steps),
            "cut down to"),
        new Charged(
            "fixed-size",
            steps,
            NeighboringRelation.REPLACE_ONE,
            new SelfComposedEvent(
                new FixedSizeSampledEvent(TinyMnist.TRAIN, BATCH, release), steps),
            "must not be compared"),
        new Charged(
            "fixed-order",
            EPOCHS * pass,
            add,
            new SelfComposedEvent(release, EPOCHS),
            "without amplification by sampling"));
  }

  @ParameterizedTest
  @MethodSource("samplers")
  void execute_sampler_isChargedAndNamed(Charged charged) throws IOException {
    CommandRun run = run(charged.sampler, "--sampler", charged.sampler);
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains(charged.says, charged.relation.name());
    JsonNode summary =
        new ObjectMapper()
            .readTree(folder.resolve(charged.sampler).resolve("summary.json").toFile());
    assertThat(summary.get("sampler").asText()).isEqualTo(charged.sampler);
    assertThat(summary.get("steps").asLong()).isEqualTo(charged.steps);
    assertThat(summary.get("neighboringRelation").asText()).isEqualTo(charged.relation.name());
    double epsilon = new PldAccountant(charged.relation).compose(charged.event).epsilon(DELTA);
    assertThat(summary.get("epsilon").asDouble()).isBetween(epsilon, epsilon * 1.001);
    boolean hasRenyi = Stream.of("fixed-size", "fixed-order").anyMatch(charged.sampler::equals);
    assertThat(summary.get("rdpEpsilon").isNull()).isNotEqualTo(hasRenyi);
  }

  private static CommandRun run(String report, String... more) {
    List<String> words =
        new ArrayList<>(List.of("mnist", "--data", data.toString(), "--epochs", "" + EPOCHS));
    words.addAll(List.of("--batch-size", "" + BATCH, "--noise-multiplier", "" + NOISE));
    words.addAll(List.of("--delta", "" + DELTA, "--report", folder.resolve(report).toString()));
    words.addAll(List.of(more));
    return CommandRun.of(words.toArray(String[]::new));
  }

  @Test
  void execute_samplerThatIsNone_namesThoseThatAre() {
    CommandRun run = run("none", "--sampler", "shuffled");
    assertThat(run.exitCode()).isEqualTo(Dp.BAD_INPUT);
    assertThat(run.err()).hasLineCount(1).contains("shuffled", "random-allocation", "fixed-order");
  }

  @Test
  void execute_checkpointsOfAnotherSampler_areRefused() {
    String kept = folder.resolve("kept").toString();
    assertThat(run("first", "--checkpoint", kept).exitCode()).isZero();
    CommandRun other = run("other", "--checkpoint", kept, "--sampler", "random-allocation");
    assertThat(other.exitCode()).isEqualTo(Dp.BAD_INPUT);
    assertThat(other.err()).contains("sampler");
  }

  @Test
  void execute_samplerOfANonPrivateRun_isRefused() {
    CommandRun run =
        CommandRun.of("mnist", "--data", data.toString(), "--non-private", "--sampler", "poisson");
    assertThat(run.exitCode()).isEqualTo(Dp.BAD_INPUT);
    assertThat(run.err()).contains("--sampler");
  }
}
