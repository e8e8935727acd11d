package io.dptrain.core.optimizer;

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
}
