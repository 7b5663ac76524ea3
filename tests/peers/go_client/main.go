// Pushes with Prometheus's own Go client what its arguments say:
//
//	go_client URL push|add|delete JOB [NAME=VALUE ...]
//
// The names and values are of the grouping key. Prints the client's error and exits with 1.
package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/push"
)

func collectors() []prometheus.Collector {
	work := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "work_total", Help: "Work done.\nAll of it."}, []string{"kind"})
	work.WithLabelValues("wood").Add(3)
	work.WithLabelValues("st\"one\n").Add(2.5)
	level := prometheus.NewGauge(prometheus.GaugeOpts{Name: "level", Help: "A level."})
	level.Set(-4)
	took := prometheus.NewHistogram(prometheus.HistogramOpts{Name: "took_seconds", Help: "Time.", Buckets: []float64{0.1, 1}})
	took.Observe(0.05)
	took.Observe(5)
	size := prometheus.NewSummary(prometheus.SummaryOpts{Name: "size_bytes", Help: "Sizes.", Objectives: map[float64]float64{0.5: 0.1}})
	size.Observe(7)
	return []prometheus.Collector{work, level, took, size}
}

func main() {
	pusher := push.New(os.Args[1], os.Args[3])
	for _, collector := range collectors() {
		pusher.Collector(collector)
	}
	for _, label := range os.Args[4:] {
		name, value, _ := strings.Cut(label, "=")
		pusher.Grouping(name, value)
	}
	var err error
	switch os.Args[2] {
	case "push":
		err = pusher.Push()
	case "add":
		err = pusher.Add()
	case "delete":
		err = pusher.Delete()
	}
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}
