/**
 * Differentially private training on TensorFlow Java graphs. Start with {@link
 * io.dptrain.core.optimizer.DpOptimizer}.
 *
 * <p>The packages follow the flow of the data: {@code sampling} draws a batch, {@code graph} says
 * what was found wrong with a model, {@code gradient} gives per-example norms and weighted sums,
 * {@code clip} turns norms into factors, {@code noise} brings the random numbers of {@code random}
 * to the clipped sum, {@code plan} ties all that costs privacy together, {@code ledger} keeps what
 * was charged, {@code optimizer} runs it. {@code savedmodel} brings models from elsewhere and ships
 * them. {@code check} has the reports on whether a machine computes what was proved. {@code
 * stability} holds tools that give no privacy; nothing else stands on it.
 *
 * <p>What is in {@code internal} may change at any time: no program needs to name it.
 * docs/architecture.md says what lies where, and which package may know which.
 */
package io.dptrain.core;
