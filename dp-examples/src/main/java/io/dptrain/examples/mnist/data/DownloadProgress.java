package io.dptrain.examples.mnist.data;

/** Hears how far a download is. Called on the thread that loads. */
@FunctionalInterface
public interface DownloadProgress {
  /** Hears nothing. */
  DownloadProgress NONE = (file, done, size) -> {};

  /**
   * Called at the start of each file with zero bytes, then after each block.
   *
   * @param file the name of the file, without a folder
   * @param done bytes received so far
   * @param size bytes of the complete file
   */
  void received(String file, long done, long size);
}
