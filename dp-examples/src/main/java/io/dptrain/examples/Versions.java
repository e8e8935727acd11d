package io.dptrain.examples;

import java.util.Map;
import org.tensorflow.TensorFlow;

/** What a report was made with. */
public final class Versions {
  /** The version of this project. */
  public static final String DPTRAIN = "0.1.0-SNAPSHOT";

  private Versions() {}

  /** Name and version of each library that takes part. */
  public static Map<String, String> all() {
    return Map.of("dptrain", DPTRAIN, "tensorflow", TensorFlow.version());
  }
}
