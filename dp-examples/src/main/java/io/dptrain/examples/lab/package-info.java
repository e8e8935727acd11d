/**
 * The stability lab: {@code ./dp lab}. Each claim on how training goes wrong or is kept stable is
 * an {@link io.dptrain.examples.run.Experiment}; {@link io.dptrain.examples.lab.Experiments} lists
 * them.
 */
package io.dptrain.examples.lab;
