package io.dptrain.core.optimizer;

import java.util.List;

/** Turns the rows that were sampled into the tensors of a batch. */
@FunctionalInterface
public interface BatchFeeder {

  /**
   * The batch of the given examples.
   *
   * @param rows the sampled rows of the data set, ascending; may be empty. They are sensitive.
   * @return for each data placeholder a tensor with one row per sampled row, in that order
   */
  BatchFeeds feeds(int[] rows);

  /**
   * Says which rows the next step will ask for, before the step at hand runs: a feeder that reads
   * from a disk can begin. Nothing needs to be done. The rows are not always asked for, as when the
   * program ends first, and rows that were not announced may be.
   *
   * <p>What is thrown here is not heard of: what cannot be read ahead is read, or fails, in its own
   * step, which is charged. Return at once; the step waits.
   *
   * @param rows the rows of the whole next batch, ascending; may be empty. They are sensitive, and
   *     more so before their step ran: no decision of the program may depend on them.
   */
  default void announce(int[] rows) {}

  /**
   * Says which rows the steps of the next epoch will ask for, where batches of several steps are
   * drawn together ({@link io.dptrain.core.sampling.Sampler#stepsDrawnTogether}): a feeder can read
   * the data once in its own order, and lay the batches out. It comes before the {@link #announce}
   * of the first of them, while the last step before runs. The same holds as there: nothing needs
   * to be done, not all may be asked for, others may be, and no exception is heard of.
   *
   * @param batches the rows of each batch of the epoch in the order of its steps; each ascending.
   *     They are sensitive, and more so before their steps ran.
   */
  default void announceEpoch(List<int[]> batches) {}
}
