/** Composition of stages: scopes, groups of tasks, queues, semaphores. */
@NullMarked
package dev.futurewire.internal.task;

import org.jspecify.annotations.NullMarked;
