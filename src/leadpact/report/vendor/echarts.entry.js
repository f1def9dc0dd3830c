// The parts of Apache ECharts that the scorecard draws with. How to build: README.md beside this file.
import { BarChart, CustomChart } from 'echarts/charts';
import { GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import { use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

use([BarChart, CustomChart, GridComponent, LegendComponent, MarkLineComponent, SVGRenderer, TooltipComponent]);

export { init } from 'echarts/core';
