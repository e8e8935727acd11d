/**
 * Labeled 28 x 28 digits for the MNIST example: from a folder, from a cache, from the network, or
 * drawn by the program.
 *
 * <p>Read {@link io.dptrain.examples.mnist.data.MnistSource} first: it turns the value of {@code
 * --data} into {@link io.dptrain.examples.mnist.data.MnistData}. The parts behind it are {@link
 * io.dptrain.examples.mnist.data.IdxReader} (the file format), {@link
 * io.dptrain.examples.mnist.data.MnistCache} (download and checksums) and {@link
 * io.dptrain.examples.mnist.data.SyntheticDigits} (the digits that need no file).
 *
 * <p>What it guarantees:
 *
 * <ul>
 *   <li>Data is complete and valid, or there is a {@link io.dptrain.examples.BadInput} that names
 *       the file, what was found and the fix. A file can make the reader neither hold more memory
 *       than {@link io.dptrain.examples.mnist.data.IdxReader#MAX_EXAMPLES} images need, nor read on
 *       past that.
 *   <li>What comes from the network or from the cache is the original MNIST, by SHA-256.
 *   <li>Data that is not MNIST never calls itself MNIST: see {@link
 *       io.dptrain.examples.mnist.data.DataOrigin}.
 * </ul>
 *
 * <p>What it does not: a folder named by the user may hold any digits in IDX format. They are
 * checked for form, not for being MNIST; the origin says which of the two they are.
 */
package io.dptrain.examples.mnist.data;
