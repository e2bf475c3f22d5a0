"""Reasons of invented forms, no two of them alike.

Belongs here: clauses and how they are put together. Does not belong here: which row needs a reason (``invent``).

A cause is five clauses, one of each list. The fifth follows from the first four, so two causes differ in at least two
of five clauses; there are 19 ** 4 of them. Measures are two clauses of their own.
"""

from __future__ import annotations

from random import Random


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


CAUSES = _words("""
    受七八月连续强降雨影响 因上级主管部门年中调整实施范围 招标环节两次流标
    受供应链紧张影响设备到货偏晚 因机构改革职能划转 项目前期手续办理周期较长 施工场地移交晚于约定
    受部分农户外出务工影响 合作单位人员变动频繁 因配套资金到位时间靠后 原定技术路线经专家评审后更换
    受强对流天气影响户外活动停办 因征地拆迁协调难度大 年初测算依据的是三年前基数
    信息系统接口标准中途变更 服务对象报名积极性不高 因主要材料价格上涨 受限于偏远乡镇交通条件
    审计整改期间暂停支付
""")
EFFECTS = _words("""
    现场作业窗口被压缩 合同签订顺延到第三季度 阶段成果提交比约定晚 验收材料补正花费较多时间
    部分点位改到次年实施 参与人数低于测算数 资金支付集中在年末 样本回收份数偏少 数据口径前后有差异
    设备安装调试占用较长周期 第三方检测排队等候 分包单位进场较迟 外业核查工作量增加
    政策宣传覆盖面有限 专家论证会改期召开 物资采购批次减少 档案移交清单反复核对
    线上平台压力测试未一次通过 考核细则出台偏晚
""")
FACTS = _words("""
    经与财政部门沟通已按实际进度拨款 剩余任务已列入次年一季度计划 目前主体部分已经结束
    相关合同条款已重新约定 已组织两轮现场督导 责任科室提交了书面说明 有关情况已报分管领导
    已委托监理单位逐项复核 涉及单位均已签收通知 已建立问题台账逐条销号 补充论证材料已经备案
    结余部分按规定交回 现有设备可满足过渡期使用 已启动备选供应商遴选 受影响区域已做公示说明
    已由驻场工程师跟踪处理 群众意见已逐条答复 已完成内部复盘会议 审定金额以决算报告为准
""")
SITES = _words("""
    东部片区最为明显 山区点位影响较大 老城区尤为突出 主要集中在两个乡镇 涉及三个标段 以沿江地段为主 集中在下半年
    多见于新建小区 对二期工程影响更大 以委托服务部分为主 机房搬迁环节最费时 跨区协作事项居多 偏远站点受影响
    个别合作院校反应较慢 外业环节占多数 集中在物资类采购 涉及外地供应商 主要体现在培训环节 以补贴发放环节为主
""")
STATES = _words("""
    年末仍有尾款待付 其余部分正常推进 相关设备已经进场 次年一月即可收尾 目前处于试运行阶段 仅剩资料归档
    样品复检尚在进行 合同变更手续已经补齐 人员已重新分工 中期评估给出改进意见 台账数据已经校准 备用方案同步准备
    服务期相应顺延 已向服务对象说明情况 质保金按约暂扣 节余指标另行安排 新招人员正在培训 场地已另行租用
    专班每周会商一次
""")
MEASURES = _words("""
    下一步把测算依据做细做实 今后提前三个月启动采购 建立按月通报机制 按节点倒排工期 优化问卷发放方式
    加强部门之间的会商 选用成熟可靠的技术方案 提高前期调研深度 推行项目经理负责制
    完善合同履约评价办法 把支付进度纳入年度考核 扩大政策宣讲范围 增设偏远片区服务点
    引入第三方全过程跟踪 规范数据报送格式 安排专人对接协作单位 开展业务骨干轮训 压实片区网格责任
    健全库存动态管理制度
""")
ENDS = _words("""
    力争上半年见到成效 由办公室负责督办 确保群众得到实惠 并与预算安排挂钩 形成长效工作机制
    相关经验将在系统内推广 每季度向党组汇报一次 结果作为评优依据 同步更新制度汇编 并接受社会监督
    保证财政资金安全高效 逐步缩小与先进地区的差距 避免类似情况再次发生 实现闭环管理 纳入单位内控流程
    稳步提高服务水平 以点带面全面铺开 切实提升资金使用效益 争取次年全部补齐
""")
OVER = (
    _words("""
    年初测算偏保守 上级追加了工作任务 采用集约化组织方式 新增服务对象主动申请 统计口径较上年扩大 配套活动带动参与
    合作单位免费提供场地 专项行动集中推进 信息平台上线提速 乡镇响应积极
    志愿队伍加入 天气条件总体有利 省级示范项目落地
    """),
    _words("""
    实际需求高于预计 单次活动覆盖面明显扩大 人均效率较上年提升 受理渠道由线下延伸到线上 相邻片区一并纳入
    同批物资惠及更多群众 设备利用率保持高位 重复排班得到精简 流程压缩带来产能释放 往年积压事项一次办结
    季节性高峰提前到来 第二批名单同步执行 周末时段全部开放
    """),
    _words("""
    已与财政部门沟通 已报主管部门备案 相关数据经第三方核对 明细清单存档备查 统计台账同步更新 未增加财政支出
    单位成本随之下降 服务标准保持不变 抽查回访结果良好 验收记录齐全 审计意见予以认可
    绩效监控中已作提示 年度总结中已作专门说明
    """),
    _words("""
    下年度据实调高目标 今后按三年均值测算 申报目标时引入专家评估 建立目标动态调整机制 与预算规模联动设定
    参照同级单位水平设定 完善基础数据采集 将历史实绩作为底线 分季度复核目标 由主管科室统一把关
    设置挑战值和基准值 提高目标编制精度 把偏离度纳入内部考核
    """),
)
"""Clauses that explain a result far above its target; the fourth follows from the others."""
SIZE = len(CAUSES)
LISTS = (CAUSES, EFFECTS, SITES, STATES, FACTS)
assert all(len(clauses) == len(set(clauses)) == SIZE for clauses in (*LISTS, MEASURES, ENDS))


def parts(code: int) -> tuple[str, str]:
    """Cause and measure number ``code``, below ``SIZE ** 4``."""
    digits = [code // SIZE**n % SIZE for n in range(4)]
    digits.append(sum(digits) % SIZE)
    said = [clauses[d] for clauses, d in zip(LISTS, digits, strict=True)]
    return "，".join(said) + "。", f"{MEASURES[code % SIZE]}，{ENDS[code // SIZE % SIZE]}。"


class Reasons:
    """Reasons without repetition, in an order that the seed decides."""

    def __init__(self, rng: Random) -> None:
        self.start = rng.randrange(SIZE**4)
        # Coprime to 19, so that every reason comes once.
        self.step = 40_007
        self.count = 0
        self.over_count = 0

    def next(self) -> tuple[str, str]:
        """Cause and measure."""
        self.count += 1
        return parts((self.start + self.count * self.step) % SIZE**4)

    def over(self) -> str:
        """Why more was reached than planned."""
        size = len(OVER[0])
        self.over_count += 1
        code = (self.start + self.over_count * 1_009) % size**3
        digits = [code // size**n % size for n in range(3)]
        digits.append(sum(digits) % size)
        return "，".join(clauses[d] for clauses, d in zip(OVER, digits, strict=True)) + "。"
