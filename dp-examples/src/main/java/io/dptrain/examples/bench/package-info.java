/**
 * What private training costs beside ordinary training, measured in turn in one process.
 *
 * <p>Read {@link io.dptrain.examples.bench.BenchCommand} first, then {@code StepComparison}, which
 * measures one row of the table, and {@code StepProfile}, which says what a traced step needed.
 */
package io.dptrain.examples.bench;
