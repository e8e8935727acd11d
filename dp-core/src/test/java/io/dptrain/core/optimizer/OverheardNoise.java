package io.dptrain.core.optimizer;

import io.dptrain.core.random.NoiseHardness;
import io.dptrain.core.random.NoiseSource;
import io.dptrain.core.random.SecureNoise;
import java.util.ArrayList;
import java.util.List;

/**
 * The noise that runs have by default, of which the first values of each block are written down.
 */
final class OverheardNoise implements NoiseSource {
  private static final int OVERHEARD = 3;

  private final NoiseSource noise = SecureNoise.create();
  private final List<Float> heard = new ArrayList<>();

  /** What was heard since it was last asked for. */
  synchronized List<Float> take() {
    List<Float> taken = List.copyOf(heard);
    heard.clear();
    return taken;
  }

  @Override
  public synchronized void fillStandardNormal(float[] target, int length) {
    noise.fillStandardNormal(target, length);
    for (int i = 0; i < Math.min(OVERHEARD, length); i++) {
      heard.add(target[i]);
    }
  }

  @Override
  public NoiseHardness hardness() {
    return noise.hardness();
  }

  @Override
  public String description() {
    return noise.description();
  }

  @Override
  public boolean reproducible() {
    return false;
  }
}
