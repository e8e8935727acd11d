/**
 * Differentially private training on TensorFlow Java graphs.
 *
 * <p>The packages follow the flow of the data: {@code sampling} draws a batch, {@code graph} proves
 * that examples stay apart, {@code gradient} gives per-example norms and weighted sums, {@code
 * clip} turns norms into factors, {@code mechanism} adds the noise that {@code noise} draws, {@code
 * ledger} keeps what was charged, and {@code optimizer} ties them together. {@code check} looks
 * whether a machine computes what was proved. Start with {@link
 * io.dptrain.core.optimizer.DpOptimizer}.
 */
package io.dptrain.core;
