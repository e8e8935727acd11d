package io.dptrain.core.internal;

import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What TensorFlow writes to standard error by itself. Its warnings about an op that failed quote
 * what was wrong, such as the labels of the batch, and no program can catch them.
 */
public final class NativeLog {
  /** Read by TensorFlow when it is loaded; 0 shows everything, 2 hides warnings. */
  static final String LEVEL = "TF_CPP_MIN_LOG_LEVEL";

  private static final int HIDES_WARNINGS = 2;
  private static final AtomicBoolean WARNED = new AtomicBoolean();
  private static final System.Logger LOG = System.getLogger(NativeLog.class.getName());

  private NativeLog() {}

  /** Warns, once, if a failed step would show the batch. */
  public static void warnIfShown() {
    if (!WARNED.getAndSet(true)) {
      warning(System.getenv(LEVEL)).ifPresent(warning -> LOG.log(Level.WARNING, warning));
    }
  }

  /** What to say at a log level; empty if warnings are hidden. */
  static Optional<String> warning(String level) {
    return hidesWarnings(level)
        ? Optional.empty()
        : Optional.of(
            "standard error is not private: where a step fails, TensorFlow writes labels and ids of"
                + " the batch to it; set the environment variable "
                + LEVEL
                + "=2 before the JVM starts, or call revealErrorsNotPrivate()");
  }

  private static boolean hidesWarnings(String level) {
    try {
      return level != null && Integer.parseInt(level.trim()) >= HIDES_WARNINGS;
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
