package io.dptrain.core.internal;

import io.dptrain.accountant.event.DeltaRule;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;

/** Warns once of a delta that is large for the size of a data set. Thread safe. */
public final class DeltaWarning {
  private static final System.Logger LOG = System.getLogger(DeltaWarning.class.getName());

  private final long datasetSize;
  private final AtomicBoolean warned = new AtomicBoolean();

  public DeltaWarning(long datasetSize) {
    this.datasetSize = datasetSize;
  }

  /** Looks at the delta of a guarantee. */
  public void lookAt(double delta) {
    if (!warned.get()) { // a budget asks in every step
      DeltaRule.warning(delta, datasetSize)
          .filter(warning -> !warned.getAndSet(true))
          .ifPresent(warning -> LOG.log(Level.WARNING, warning));
    }
  }
}
