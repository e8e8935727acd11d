/**
 * How far a run is, on standard error: {@link io.dptrain.examples.progress.ProgressDisplay} for one
 * run, {@link io.dptrain.examples.progress.RunsProgress} for runs side by side.
 */
package io.dptrain.examples.progress;
