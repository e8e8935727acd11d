package io.dptrain.examples.bench.model;

import io.dptrain.core.optimizer.BatchFeeds;
import java.util.List;

/**
 * A data set that was made up.
 *
 * @param columns the rows of all examples, for each placeholder
 * @param examples how many examples there are
 */
public record SyntheticData(List<DataInput.Column> columns, int examples) {

  /** The feeds of some examples; they own their tensors. */
  public BatchFeeds feeds(int[] rows) {
    BatchFeeds feeds = new BatchFeeds();
    columns.forEach(column -> feeds.feed(column.placeholder(), column.rows().of(rows)));
    return feeds;
  }
}
