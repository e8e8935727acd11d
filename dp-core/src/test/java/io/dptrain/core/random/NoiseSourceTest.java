package io.dptrain.core.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link NoiseSource#deliver} of the sources of this package, and the one that others inherit. */
class NoiseSourceTest {

  private static final int BIG = NoiseRequest.PARALLEL_CHUNKS * NoiseRequest.CHUNK + 5;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, NormalBatch.SIZE, NormalBatch.SIZE + 1, NoiseRequest.CHUNK, BIG})
  void deliver_anyLength_putsEveryPositionOnce(int length) {
    AtomicInteger[] puts = new AtomicInteger[length];
    Arrays.setAll(puts, i -> new AtomicInteger());

    SecureNoise.create()
        .deliver(
            length,
            1,
            (offset, values, count) -> {
              for (int i = 0; i < count; i++) {
                puts[(int) offset + i].incrementAndGet();
              }
            });

    assertThat(puts).allMatch(count -> count.get() == 1);
  }

  /** A power of two is exact at any place in the product. */
  @Test
  void deliver_noiseStdDev_multipliesTheStandardNormalValues() {
    float[] standard = SecureNoiseTest.draw(SeededNoise.of(42), BIG);
    float[] scaled = deliver(SeededNoise.of(42), BIG, 0.25f);

    for (int i = 0; i < BIG; i++) {
      assertThat(scaled[i]).isEqualTo(0.25f * standard[i]);
    }
  }

  @Test
  void deliver_noiseStdDevZero_givesZeros() {
    assertThat(deliver(SeededNoise.of(42), 1000, 0)).containsOnly(0f, -0f);
  }

  @Test
  void deliver_secondCall_givesOtherNoise() {
    SecureNoise noise = SecureNoise.create();

    assertThat(deliver(noise, 1000, 1)).isNotEqualTo(deliver(noise, 1000, 1));
  }

  @Test
  void deliver_negativeLength_isRefused() {
    assertThatThrownBy(() -> deliver(SecureNoise.create(), -1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("length must be at least 0, but is -1");
  }

  @ParameterizedTest
  @ValueSource(floats = {-1, Float.NaN, Float.POSITIVE_INFINITY})
  void deliver_badStandardDeviation_isRefused(float noiseStdDev) {
    assertThatThrownBy(() -> deliver(SecureNoise.create(), 10, noiseStdDev))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("noiseStdDev must be zero or positive and finite");
  }

  @ParameterizedTest
  @ValueSource(ints = {10, BIG})
  void deliver_sinkThatFails_passesTheErrorOn(int length) {
    NoiseSink broken =
        (offset, values, count) -> {
          throw new IllegalStateException("broken");
        };

    assertThatThrownBy(() -> SecureNoise.create().deliver(length, 1, broken))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("broken");
  }

  /** The memory behind a sink may be freed after an error, so nobody may write later. */
  @Test
  void deliver_sinkThatFails_returnsWhenNobodyWritesAnyMore() {
    for (int trial = 0; trial < 5; trial++) {
      AtomicInteger writing = new AtomicInteger();
      NoiseSink broken =
          (offset, values, count) -> {
            writing.incrementAndGet();
            try {
              spin(offset == 0 ? 200 : 2, () -> offset == 0 && writing.get() > 1);
              if (offset == 0) {
                throw new IllegalStateException("broken");
              }
            } finally {
              writing.decrementAndGet();
            }
          };

      assertThatThrownBy(() -> SecureNoise.create().deliver(BIG, 1, broken))
          .isInstanceOf(IllegalStateException.class);
      assertThat(writing).hasValue(0);
    }
  }

  @Test
  void deliver_sourceThatOnlyFills_scalesItsValues() {
    int length = (1 << 14) + 3;
    float[] scaled = deliver(new Counting(), length, 2);

    for (int i = 0; i < length; i++) {
      assertThat(scaled[i]).isEqualTo(2f * i);
    }
  }

  private static void spin(int milliseconds, BooleanSupplier done) {
    long end = System.nanoTime() + milliseconds * 1_000_000L;
    while (System.nanoTime() < end && !done.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }

  private static float[] deliver(NoiseSource source, int length, float noiseStdDev) {
    float[] target = new float[Math.max(length, 0)];
    source.deliver(
        length,
        noiseStdDev,
        (offset, values, count) -> System.arraycopy(values, 0, target, (int) offset, count));
    return target;
  }

  /** 0, 1, 2, ... in place of noise. */
  private static final class Counting implements NoiseSource {
    private int next;

    @Override
    public void fillStandardNormal(float[] target, int length) {
      for (int i = 0; i < length; i++) {
        target[i] = next++;
      }
    }

    @Override
    public NoiseHardness hardness() {
      return NoiseHardness.SEEDED_FOR_TESTS;
    }

    @Override
    public String description() {
      return "counting";
    }
  }
}
