package io.dptrain.examples.run;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What all variants found from one seed.
 *
 * @param seed of their randomness
 * @param findings by variant, in their order
 */
public record Seed(long seed, Map<String, Finding> findings) {

  /** Copies. */
  public Seed {
    findings = new LinkedHashMap<>(findings);
  }

  /** What a variant found. */
  public Finding of(String variant) {
    Finding finding = findings.get(variant);
    if (finding == null) {
      throw new IllegalArgumentException(
          "there is no variant '" + variant + "' among " + findings.keySet());
    }
    return finding;
  }

  /** A number that a variant found. */
  public double number(String variant, String name) {
    return of(variant).number(name);
  }

  /** A number of one variant, over the same number of another. */
  public double ratio(String variant, String to, String name) {
    return number(variant, name) / number(to, name);
  }
}
